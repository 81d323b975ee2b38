-- Digits a member shows at the till: only their HMAC is kept; the first till that takes one has it.
CREATE TABLE member_codes (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  hash BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  taken_by TEXT,
  taken_at INTEGER,
  CHECK ((taken_by IS NULL) = (taken_at IS NULL))
);
CREATE UNIQUE INDEX ux_member_codes_hash ON member_codes (hash);
CREATE INDEX ix_member_codes_contact ON member_codes (contact_id, ends_at);
CREATE INDEX ix_member_codes_age ON member_codes (ends_at);

-- Wrong digits, so that nobody guesses.
CREATE TABLE code_tries (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  tried_by TEXT NOT NULL,
  tried_at INTEGER NOT NULL
);
CREATE INDEX ix_code_tries_by ON code_tries (tried_by, tried_at);
CREATE INDEX ix_code_tries_age ON code_tries (tried_at);
