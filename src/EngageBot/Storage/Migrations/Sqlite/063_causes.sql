-- Points given to a cause, and things handed in over the counter.
CREATE TABLE donations (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  cause TEXT NOT NULL,
  points INTEGER NOT NULL CONSTRAINT ck_donations_points CHECK (points > 0),
  transfer_id INTEGER NOT NULL REFERENCES transfers (id),
  donated_at INTEGER NOT NULL
);
CREATE INDEX ix_donations_cause ON donations (business_id, cause, contact_id, points);
CREATE TABLE hand_ins (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  shop_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  kind TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  points INTEGER NOT NULL,
  reference TEXT NOT NULL,
  actor TEXT NOT NULL,
  handed_at INTEGER NOT NULL,
  CONSTRAINT ck_hand_ins_quantity CHECK (quantity > 0 AND points >= 0)
);
CREATE UNIQUE INDEX ux_hand_ins_once ON hand_ins (shop_id, reference);
CREATE INDEX ix_hand_ins_contact ON hand_ins (contact_id, handed_at);
