-- What programme rules look at and write down: the lines of receipts, what each rule gave, statuses, cards, bookings.

-- A receipt may be paid with points altogether: its amount in money is then zero.
CREATE TABLE purchases_new (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  receipt TEXT NOT NULL,
  contact_id TEXT REFERENCES contacts (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
  points_paid_minor INTEGER NOT NULL DEFAULT 0 CHECK (points_paid_minor >= 0),
  delivery_minor INTEGER NOT NULL DEFAULT 0 CHECK (delivery_minor >= 0),
  discount_minor INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
  distance INTEGER NOT NULL DEFAULT 0 CHECK (distance >= 0),
  card TEXT,
  currency TEXT NOT NULL,
  bought_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  CHECK (amount_minor > 0 OR points_paid_minor > 0),
  UNIQUE (shop_id, receipt)
);
INSERT INTO purchases_new (id, business_id, shop_id, receipt, contact_id, amount_minor, currency, bought_at, recorded_at)
  SELECT id, business_id, shop_id, receipt, contact_id, amount_minor, currency, bought_at, recorded_at FROM purchases;
DROP TABLE purchases;
ALTER TABLE purchases_new RENAME TO purchases;
CREATE INDEX ix_purchases_contact ON purchases (contact_id, bought_at, id);
CREATE INDEX ix_purchases_card ON purchases (business_id, card, bought_at) WHERE card IS NOT NULL;
CREATE INDEX ix_purchases_time ON purchases (business_id, bought_at, id);

-- The lines of a receipt, as far as the till says them.
CREATE TABLE purchase_items (
  purchase_id TEXT NOT NULL REFERENCES purchases (id),
  position INTEGER NOT NULL,
  sku TEXT,
  category TEXT,
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (purchase_id, position)
);

-- What each rule of a programme gave for a receipt. The transfer has the sum.
CREATE TABLE accruals (
  purchase_id TEXT NOT NULL REFERENCES purchases (id),
  programme TEXT NOT NULL,
  rule TEXT NOT NULL,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  rule_version INTEGER NOT NULL,
  points INTEGER NOT NULL,
  accrued_at INTEGER NOT NULL,
  PRIMARY KEY (purchase_id, programme, rule)
);
CREATE INDEX ix_accruals_contact ON accruals (contact_id, programme, accrued_at);
CREATE INDEX ix_accruals_time ON accruals (business_id, accrued_at);

-- What all members together got of a rule in a period; counted under the ledger's lock.
CREATE TABLE rule_budgets (
  business_id TEXT NOT NULL,
  programme TEXT NOT NULL,
  rule TEXT NOT NULL,
  period TEXT NOT NULL,
  points INTEGER NOT NULL,
  PRIMARY KEY (business_id, programme, rule, period)
);

-- Standings for a term: bought, or with a large receipt. They end by themselves.
CREATE TABLE member_statuses (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  programme TEXT NOT NULL,
  status TEXT NOT NULL,
  reference TEXT NOT NULL,
  fee_minor INTEGER NOT NULL DEFAULT 0 CHECK (fee_minor >= 0),
  purchase_id TEXT REFERENCES purchases (id),
  granted_by TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  notice_at INTEGER,
  CHECK (ends_at > starts_at),
  UNIQUE (business_id, reference)
);
CREATE INDEX ix_member_statuses_contact ON member_statuses (contact_id, programme, ends_at);
CREATE INDEX ix_member_statuses_notice ON member_statuses (notice_at) WHERE notice_at IS NOT NULL;

-- Levels a member has come to: each is told once.
CREATE TABLE levels_reached (
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  programme TEXT NOT NULL,
  level TEXT NOT NULL,
  reached_at INTEGER NOT NULL,
  PRIMARY KEY (contact_id, programme, level)
);

-- Visits that were booked; what booking on the spot gave goes back when one is cancelled.
CREATE TABLE bookings (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  reference TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  made_at INTEGER NOT NULL,
  starts_at INTEGER,
  cancelled_at INTEGER,
  UNIQUE (shop_id, reference)
);
CREATE INDEX ix_bookings_contact ON bookings (contact_id, made_at);

-- Cards with a number: personal ones, ones that anybody may show, and partners' cards that stand for a member.
CREATE TABLE cards (
  business_id TEXT NOT NULL,
  number TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('Personal', 'Bearer', 'Partner')),
  issuer TEXT,
  contact_id TEXT REFERENCES contacts (id),
  issued_at INTEGER NOT NULL,
  blocked_at INTEGER,
  PRIMARY KEY (business_id, number),
  CHECK ((issuer IS NOT NULL) = (kind = 'Partner')),
  CHECK (contact_id IS NOT NULL OR kind = 'Bearer')
);
CREATE INDEX ix_cards_contact ON cards (contact_id) WHERE contact_id IS NOT NULL;
