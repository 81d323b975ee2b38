-- What purchases earned, by the day they were made on: a level is the sum of a year of days, not of a year of purchases.
CREATE TABLE earned_days (
  account_id INTEGER NOT NULL REFERENCES point_accounts (id),
  day INTEGER NOT NULL,
  points INTEGER NOT NULL,
  PRIMARY KEY (account_id, day)
) WITHOUT ROWID;
-- Days of the past are counted by UTC here: the business's zone is not known to SQL.
INSERT INTO earned_days (account_id, day, points)
  SELECT e.id, g.posted_at / 86400000 + 719162, SUM(g.amount_points - COALESCE((SELECT SUM(r.amount_points) FROM transfers r WHERE r.reverses_id = g.id), 0))
  FROM transfers g JOIN point_accounts c ON c.id = g.credit_account_id JOIN point_accounts e ON e.contact_id = c.contact_id AND e.wallet = c.wallet AND e.kind = 'Available'
  WHERE g.reason = 'Purchase' GROUP BY e.id, g.posted_at / 86400000;

-- Points that were given longer to live, and by whom: one row a slice of batches.
CREATE TABLE batch_extensions (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  wallet TEXT NOT NULL,
  contact_id TEXT,
  expires_at INTEGER NOT NULL,
  batches INTEGER NOT NULL CHECK (batches > 0),
  points INTEGER NOT NULL CHECK (points > 0),
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  extended_at INTEGER NOT NULL
);
