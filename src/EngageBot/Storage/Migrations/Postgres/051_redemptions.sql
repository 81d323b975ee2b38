-- A shop that was shut down for good.
ALTER TABLE shops ADD COLUMN closed_at BIGINT;

-- Points and vouchers that pay receipts.
CREATE TABLE redemptions (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  ledger_business_id TEXT NOT NULL,
  contact_id TEXT REFERENCES contacts (id),
  wallet TEXT NOT NULL,
  points BIGINT NOT NULL,
  value_minor BIGINT NOT NULL,
  receipt_minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  hold_id BIGINT,
  voucher_code TEXT,
  code_id BIGINT,
  state TEXT NOT NULL CHECK (state IN ('Reserved', 'Committed', 'Cancelled', 'Lapsed', 'Undone')),
  receipt TEXT,
  purchase_id TEXT,
  transfer_id BIGINT,
  actor TEXT NOT NULL,
  reserved_at BIGINT NOT NULL,
  held_until BIGINT NOT NULL,
  ended_at BIGINT,
  CHECK (points >= 0 AND value_minor >= 0 AND receipt_minor > 0 AND value_minor <= receipt_minor),
  CHECK ((hold_id IS NULL) = (voucher_code IS NOT NULL)),
  CHECK ((ended_at IS NULL) = (state = 'Reserved'))
);
CREATE INDEX ix_redemptions_receipt ON redemptions (shop_id, receipt) WHERE receipt IS NOT NULL;
CREATE INDEX ix_redemptions_contact ON redemptions (contact_id);
CREATE INDEX ix_redemptions_code ON redemptions (code_id) WHERE code_id IS NOT NULL;
CREATE INDEX ix_redemptions_purchase ON redemptions (purchase_id) WHERE purchase_id IS NOT NULL;
