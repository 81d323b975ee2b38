-- Releases of the dialogs: what the bot says, for all businesses of the installation. A row is never changed.

CREATE TABLE dialog_releases (
  number BIGINT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  files BYTEA NOT NULL,
  published_at BIGINT NOT NULL,
  published_by TEXT NOT NULL CHECK (published_by IN ('Start', 'Edit', 'Command'))
);

-- Every version a dialog ever had, and the newest release that holds it.
CREATE TABLE dialog_versions (
  dialog TEXT NOT NULL,
  version BIGINT NOT NULL,
  release BIGINT NOT NULL,
  replaced_at BIGINT,
  PRIMARY KEY (dialog, version)
);
