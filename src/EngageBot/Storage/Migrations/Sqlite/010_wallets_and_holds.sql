-- Wallets beside each other, points set aside, donations, and where points first came from.
-- CHECKs cannot be altered here: the tables are built anew, in the order in which they refer to each other.

CREATE TABLE point_accounts_new (
  id INTEGER NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  wallet TEXT NOT NULL DEFAULT 'points' CHECK (length(wallet) BETWEEN 1 AND 40),
  kind TEXT NOT NULL CHECK (kind IN ('Issued', 'Redeemed', 'Expired', 'Donated', 'Available', 'Pending', 'Reserved')),
  contact_id TEXT REFERENCES contacts (id),
  balance_points INTEGER NOT NULL DEFAULT 0,
  -- Issued points are the business's debt. A member's own balance goes below zero only by the return of goods whose points are spent.
  CHECK (balance_points >= 0 OR kind IN ('Issued', 'Available')),
  CHECK ((contact_id IS NULL) = (kind IN ('Issued', 'Redeemed', 'Expired', 'Donated')))
);
INSERT INTO point_accounts_new (id, business_id, kind, contact_id, balance_points) SELECT id, business_id, kind, contact_id, balance_points FROM point_accounts;
DROP TABLE point_accounts;
ALTER TABLE point_accounts_new RENAME TO point_accounts;
CREATE UNIQUE INDEX ux_point_accounts_member ON point_accounts (contact_id, wallet, kind) WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX ux_point_accounts_house ON point_accounts (business_id, wallet, kind) WHERE contact_id IS NULL;

-- Points that are promised to somebody: spent when it is done, given back when it is not.
CREATE TABLE holds (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  wallet TEXT NOT NULL,
  points INTEGER NOT NULL CHECK (points > 0),
  spent_points INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('Open', 'Completed', 'Cancelled', 'Lapsed')),
  reference TEXT NOT NULL,
  cause TEXT,
  shop_id TEXT,
  note TEXT,
  reserved_at INTEGER NOT NULL,
  held_until INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK (spent_points >= 0 AND spent_points <= points AND (spent_points > 0) = (state = 'Completed')),
  CHECK ((ended_at IS NULL) = (state = 'Open')),
  UNIQUE (business_id, reference)
);
CREATE INDEX ix_holds_open ON holds (contact_id, wallet) WHERE state = 'Open';

-- Append-only; corrections are new rows that name the one they reverse.
CREATE TABLE transfers_new (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  debit_account_id INTEGER NOT NULL REFERENCES point_accounts (id),
  credit_account_id INTEGER NOT NULL REFERENCES point_accounts (id),
  amount_points INTEGER NOT NULL CHECK (amount_points > 0),
  reason TEXT NOT NULL CHECK (reason IN ('Purchase', 'Return', 'Unlock', 'Redemption', 'Reservation', 'Release', 'Expiry', 'Import', 'Adjustment', 'Reversal', 'Welcome', 'Bonus', 'Donation')),
  cause TEXT,
  reference TEXT NOT NULL,
  rule TEXT,
  rule_version INTEGER,
  shop_id TEXT,
  purchase_id TEXT,
  hold_id INTEGER REFERENCES holds (id),
  reverses_id INTEGER REFERENCES transfers (id),
  note TEXT,
  posted_at INTEGER NOT NULL,
  CHECK (debit_account_id <> credit_account_id),
  UNIQUE (business_id, reference)
);
-- What joining gave was called an adjustment.
INSERT INTO transfers_new (id, business_id, debit_account_id, credit_account_id, amount_points, reason, reference, rule, rule_version, purchase_id, reverses_id, note, posted_at)
  SELECT id, business_id, debit_account_id, credit_account_id, amount_points,
    CASE WHEN reason = 'Adjustment' AND reference LIKE 'welcome:%' THEN 'Welcome' ELSE reason END, reference, rule, rule_version, purchase_id, reverses_id, note, posted_at
  FROM transfers ORDER BY id;
DROP TABLE transfers;
ALTER TABLE transfers_new RENAME TO transfers;
CREATE INDEX ix_transfers_credit ON transfers (credit_account_id, posted_at, id);
CREATE INDEX ix_transfers_debit ON transfers (debit_account_id, posted_at, id);
CREATE INDEX ix_transfers_purchase ON transfers (purchase_id, reason, amount_points) WHERE purchase_id IS NOT NULL;
CREATE INDEX ix_transfers_reverses ON transfers (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX ix_transfers_hold ON transfers (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX ix_transfers_posted ON transfers (posted_at);
CREATE TRIGGER transfers_stay BEFORE UPDATE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;
CREATE TRIGGER transfers_remain BEFORE DELETE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;

-- Points with one expiry. What moves between a member's own accounts keeps its expiry, and remembers the transfer that first gave it.
CREATE TABLE batches_new (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES point_accounts (id),
  transfer_id INTEGER NOT NULL REFERENCES transfers (id),
  origin_id INTEGER REFERENCES transfers (id),
  granted_points INTEGER NOT NULL CHECK (granted_points > 0),
  remaining_points INTEGER NOT NULL CHECK (remaining_points >= 0 AND remaining_points <= granted_points),
  issued_at INTEGER NOT NULL,
  unlocks_at INTEGER,
  expires_at INTEGER
);
INSERT INTO batches_new (id, business_id, account_id, transfer_id, origin_id, granted_points, remaining_points, issued_at, unlocks_at, expires_at)
  SELECT b.id, b.business_id, b.account_id, b.transfer_id, o.transfer_id, b.granted_points, b.remaining_points, COALESCE(g.posted_at, t.posted_at), b.unlocks_at, b.expires_at
  FROM batches b JOIN transfers t ON t.id = b.transfer_id
  LEFT JOIN batch_allocations a ON a.transfer_id = t.id AND t.reason = 'Unlock' LEFT JOIN batches o ON o.id = a.batch_id LEFT JOIN transfers g ON g.id = o.transfer_id
  ORDER BY b.id;
DROP TABLE batches;
ALTER TABLE batches_new RENAME TO batches;
CREATE INDEX ix_batches_consume ON batches (account_id, expires_at, id) WHERE remaining_points > 0;
CREATE INDEX ix_batches_expiry ON batches (expires_at) WHERE remaining_points > 0;
CREATE INDEX ix_batches_unlock ON batches (unlocks_at) WHERE remaining_points > 0 AND unlocks_at IS NOT NULL;
CREATE INDEX ix_batches_transfer ON batches (transfer_id);
CREATE INDEX ix_batches_origin ON batches (origin_id) WHERE origin_id IS NOT NULL;

-- Which batches a debit consumed.
CREATE TABLE batch_allocations_new (
  transfer_id INTEGER NOT NULL REFERENCES transfers (id),
  batch_id INTEGER NOT NULL REFERENCES batches (id),
  points INTEGER NOT NULL CHECK (points > 0),
  PRIMARY KEY (transfer_id, batch_id)
);
INSERT INTO batch_allocations_new SELECT transfer_id, batch_id, points FROM batch_allocations;
DROP TABLE batch_allocations;
ALTER TABLE batch_allocations_new RENAME TO batch_allocations;
CREATE INDEX ix_batch_allocations_batch ON batch_allocations (batch_id);
