-- Member codes of other clubs, as hashes.

CREATE TABLE partner_codes (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  reward TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  contact_id TEXT,
  used_at INTEGER,
  was_customer INTEGER,
  CHECK ((contact_id IS NULL) = (used_at IS NULL) AND (contact_id IS NULL) = (was_customer IS NULL)),
  UNIQUE (business_id, hash)
);
CREATE INDEX ix_partner_codes_report ON partner_codes (business_id, reward, used_at);
