-- People who work here, the links that bring them in, the chats they proved themselves in, and who changed what.

CREATE TABLE staff_members (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL REFERENCES businesses (id),
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('Owner', 'Marketer', 'Manager', 'Cashier', 'Viewer')),
  language TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('Invited', 'Active', 'Suspended', 'Removed')),
  created_at INTEGER NOT NULL,
  joined_at INTEGER
);
CREATE INDEX ix_staff_members_business ON staff_members (business_id);

-- Without a row here somebody works in every shop.
CREATE TABLE staff_shops (
  staff_id TEXT NOT NULL REFERENCES staff_members (id),
  shop_id TEXT NOT NULL REFERENCES shops (id),
  PRIMARY KEY (staff_id, shop_id)
);

CREATE TABLE staff_chats (
  chat_id INTEGER NOT NULL PRIMARY KEY REFERENCES chats (id),
  staff_id TEXT NOT NULL REFERENCES staff_members (id),
  linked_at INTEGER NOT NULL
);
CREATE INDEX ix_staff_chats_staff ON staff_chats (staff_id);

CREATE TABLE staff_links (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  staff_id TEXT NOT NULL REFERENCES staff_members (id),
  hash BLOB NOT NULL UNIQUE,
  made_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  revoked_at INTEGER
);
CREATE INDEX ix_staff_links_staff ON staff_links (staff_id);

-- Append-only.
CREATE TABLE audit (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  verb TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT,
  reason TEXT,
  at INTEGER NOT NULL
);
CREATE INDEX ix_audit_newest ON audit (business_id, id);
CREATE INDEX ix_audit_subject ON audit (subject);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
