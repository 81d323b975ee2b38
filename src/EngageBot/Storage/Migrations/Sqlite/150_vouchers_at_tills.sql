-- A receipt is paid with points, a voucher or both; a cashier in chat takes them as every till does.

CREATE TABLE redemptions_new (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  ledger_business_id TEXT NOT NULL,
  contact_id TEXT REFERENCES contacts (id),
  wallet TEXT NOT NULL,
  points INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  receipt_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  hold_id INTEGER,
  voucher_id TEXT,
  voucher_minor INTEGER NOT NULL DEFAULT 0,
  voucher_on_minor INTEGER,
  voucher_item TEXT,
  code_id INTEGER,
  state TEXT NOT NULL CHECK (state IN ('Reserved', 'Committed', 'Cancelled', 'Lapsed', 'Undone')),
  receipt TEXT,
  purchase_id TEXT,
  transfer_id INTEGER,
  actor TEXT NOT NULL,
  reserved_at INTEGER NOT NULL,
  held_until INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK (points >= 0 AND value_minor >= 0 AND voucher_minor >= 0 AND receipt_minor >= 0 AND value_minor + voucher_minor <= receipt_minor),
  CHECK ((hold_id IS NULL) = (points = 0) AND (hold_id IS NOT NULL OR voucher_id IS NOT NULL)),
  CHECK ((ended_at IS NULL) = (state = 'Reserved'))
);
INSERT INTO redemptions_new (id, business_id, shop_id, ledger_business_id, contact_id, wallet, points, value_minor, receipt_minor, currency, hold_id, code_id,
    state, receipt, purchase_id, transfer_id, actor, reserved_at, held_until, ended_at)
  SELECT id, business_id, shop_id, ledger_business_id, contact_id, wallet, points, value_minor, receipt_minor, currency, hold_id, code_id,
    state, receipt, purchase_id, transfer_id, actor, reserved_at, held_until, ended_at FROM redemptions;
DROP TABLE redemptions;
ALTER TABLE redemptions_new RENAME TO redemptions;
CREATE INDEX ix_redemptions_receipt ON redemptions (shop_id, receipt) WHERE receipt IS NOT NULL;
CREATE INDEX ix_redemptions_contact ON redemptions (contact_id);
CREATE INDEX ix_redemptions_code ON redemptions (code_id) WHERE code_id IS NOT NULL;
CREATE INDEX ix_redemptions_purchase ON redemptions (purchase_id) WHERE purchase_id IS NOT NULL;

-- What was taken by earlier versions has no redemption, and can no longer be undone in chat after the update: its minutes are over.
CREATE TABLE counter_deeds_new (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  contact_id TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('Purchase', 'Redemption', 'Return')),
  receipt TEXT NOT NULL,
  redemption_id TEXT,
  done_at INTEGER NOT NULL,
  undone_at INTEGER,
  CHECK (redemption_id IS NULL OR kind = 'Redemption')
);
INSERT INTO counter_deeds_new (id, business_id, actor, shop_id, contact_id, kind, receipt, done_at, undone_at)
  SELECT id, business_id, actor, shop_id, contact_id, kind, COALESCE(receipt, 'transfer:' || transfer_id), done_at, undone_at FROM counter_deeds WHERE kind <> 'Voucher';
DROP TABLE counter_deeds;
ALTER TABLE counter_deeds_new RENAME TO counter_deeds;
CREATE INDEX ix_counter_deeds_actor ON counter_deeds (actor, id);
