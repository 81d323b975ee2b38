-- Vouchers, their uses, and how many of each reward are given away.

CREATE TABLE vouchers (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  reward TEXT NOT NULL,
  reward_version INTEGER NOT NULL,
  occasion TEXT NOT NULL,
  cause TEXT NOT NULL,
  why TEXT,
  code TEXT NOT NULL CHECK (length(code) = 10),
  state TEXT NOT NULL CHECK (state IN ('Issued', 'Reserved', 'Redeemed', 'Expired', 'Cancelled')),
  shop_id TEXT,
  purchase_id TEXT,
  transfer_id INTEGER REFERENCES transfers (id),
  currency TEXT,
  left_minor INTEGER,
  issued_at INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  reserved_for TEXT,
  reserved_until INTEGER,
  notices INTEGER NOT NULL,
  next_notice_at INTEGER,
  purchase_returned_at INTEGER,
  ended_at INTEGER,
  CHECK (left_minor IS NULL OR left_minor >= 0 AND currency IS NOT NULL),
  CHECK (valid_until > valid_from),
  CHECK ((reserved_for IS NULL) = (state <> 'Reserved') AND (reserved_until IS NULL) = (state <> 'Reserved')),
  CHECK ((ended_at IS NULL) = (state IN ('Issued', 'Reserved'))),
  UNIQUE (business_id, code)
);
CREATE UNIQUE INDEX ux_vouchers_once ON vouchers (contact_id, reward, occasion);
CREATE INDEX ix_vouchers_open ON vouchers (contact_id, valid_until) WHERE ended_at IS NULL;
CREATE INDEX ix_vouchers_limit ON vouchers (contact_id, reward, issued_at);
CREATE INDEX ix_vouchers_expiry ON vouchers (valid_until) WHERE ended_at IS NULL;
CREATE INDEX ix_vouchers_notice ON vouchers (next_notice_at) WHERE next_notice_at IS NOT NULL;
CREATE INDEX ix_vouchers_reserved ON vouchers (reserved_until) WHERE reserved_until IS NOT NULL;
CREATE INDEX ix_vouchers_purchase ON vouchers (purchase_id) WHERE purchase_id IS NOT NULL;
CREATE INDEX ix_vouchers_report ON vouchers (business_id, issued_at);

CREATE TABLE voucher_uses (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  voucher_id TEXT NOT NULL REFERENCES vouchers (id),
  shop_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  receipt TEXT,
  item TEXT,
  discount_minor INTEGER,
  currency TEXT,
  actor TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  undone_at INTEGER,
  undone_by TEXT,
  CHECK (discount_minor IS NULL OR discount_minor >= 0 AND currency IS NOT NULL),
  CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
  UNIQUE (voucher_id, reference)
);
CREATE INDEX ix_voucher_uses_receipt ON voucher_uses (shop_id, receipt) WHERE receipt IS NOT NULL;
CREATE INDEX ix_voucher_uses_report ON voucher_uses (business_id, used_at);

CREATE TABLE reward_counts (
  business_id TEXT NOT NULL,
  reward TEXT NOT NULL,
  shop TEXT NOT NULL,
  taken INTEGER NOT NULL DEFAULT 0,
  people INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (business_id, reward, shop),
  CHECK (taken >= 0 AND people >= 0)
);
