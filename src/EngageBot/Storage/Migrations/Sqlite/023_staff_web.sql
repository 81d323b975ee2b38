-- Browsers of the staff, and the keys that protect their forms: in the database, so that every node and every start has the same.

CREATE TABLE staff_sessions (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  staff_id TEXT NOT NULL REFERENCES staff_members (id),
  hash BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER
);
CREATE INDEX ix_staff_sessions_staff ON staff_sessions (staff_id);
CREATE INDEX ix_staff_sessions_age ON staff_sessions (expires_at);

CREATE TABLE data_protection_keys (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  xml TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
