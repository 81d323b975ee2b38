-- What a key may do, and every no that somebody was told.

ALTER TABLE api_keys ADD COLUMN role TEXT NOT NULL DEFAULT 'till' CHECK (role IN ('till', 'owner', 'marketer', 'manager', 'cashier', 'viewer'));

-- Append-only.
CREATE TABLE refusals (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  what TEXT NOT NULL,
  code TEXT NOT NULL,
  shop_id TEXT,
  contact_id TEXT,
  subject TEXT,
  refused_at INTEGER NOT NULL
);
CREATE INDEX ix_refusals_time ON refusals (business_id, refused_at, id);
CREATE INDEX ix_refusals_contact ON refusals (contact_id) WHERE contact_id IS NOT NULL;
