-- Who agreed to be known by one card in all shops of a coalition, what they earned there, and what came back.
CREATE TABLE coalition_members (
  id TEXT NOT NULL PRIMARY KEY,
  operator_id TEXT NOT NULL,
  coalition TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  wording TEXT NOT NULL,
  language TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  left_at INTEGER
);
CREATE UNIQUE INDEX ux_coalition_members_contact ON coalition_members (contact_id, operator_id, coalition);

CREATE TABLE coalition_receipts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  operator_id TEXT NOT NULL,
  coalition TEXT NOT NULL,
  business_id TEXT NOT NULL,
  shop_id TEXT NOT NULL,
  receipt TEXT NOT NULL,
  member_id TEXT NOT NULL REFERENCES coalition_members (id),
  purchase_id TEXT,
  amount_minor INTEGER NOT NULL,
  returned_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  points INTEGER NOT NULL,
  taken_points INTEGER NOT NULL,
  transfer_id INTEGER,
  bought_at INTEGER NOT NULL,
  CHECK (amount_minor > 0 AND returned_minor BETWEEN 0 AND amount_minor AND taken_points BETWEEN 0 AND points)
);
CREATE UNIQUE INDEX ux_coalition_receipts_receipt ON coalition_receipts (shop_id, receipt);
CREATE INDEX ix_coalition_receipts_member ON coalition_receipts (member_id);
CREATE INDEX ix_coalition_receipts_purchase ON coalition_receipts (purchase_id) WHERE purchase_id IS NOT NULL;

CREATE TABLE coalition_returns (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  shop_id TEXT NOT NULL,
  receipt TEXT NOT NULL,
  receipt_id INTEGER NOT NULL REFERENCES coalition_receipts (id),
  amount_minor INTEGER NOT NULL,
  taken_points INTEGER NOT NULL,
  returned_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_coalition_returns_receipt ON coalition_returns (shop_id, receipt);
CREATE INDEX ix_coalition_returns_of ON coalition_returns (receipt_id);
