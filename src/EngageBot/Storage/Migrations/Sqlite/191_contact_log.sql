-- That the shop's own people were in touch with somebody.
CREATE TABLE contact_log (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  kind TEXT NOT NULL CONSTRAINT ck_contact_log_kind CHECK (kind IN ('Meeting', 'Call', 'Message', 'Email', 'Letter')),
  by TEXT NOT NULL,
  note TEXT,
  at INTEGER NOT NULL
);
CREATE INDEX ix_contact_log_contact ON contact_log (contact_id, at);
