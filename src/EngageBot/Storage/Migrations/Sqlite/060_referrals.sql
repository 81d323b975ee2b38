-- Who came by whose link, and what became of it.
CREATE TABLE referral_codes (
  business_id TEXT NOT NULL,
  code TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (business_id, code)
);
CREATE UNIQUE INDEX ux_referral_codes_contact ON referral_codes (contact_id);
CREATE TABLE referrals (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  referrer_id TEXT NOT NULL REFERENCES contacts (id),
  invited_id TEXT NOT NULL REFERENCES contacts (id),
  source TEXT NOT NULL,
  state TEXT NOT NULL CONSTRAINT ck_referrals_state CHECK (state IN ('Invited', 'Held', 'Paid', 'Refused', 'Reversed')),
  why TEXT,
  came_at INTEGER NOT NULL,
  purchase_id TEXT,
  settled_at INTEGER,
  brought_points INTEGER NOT NULL DEFAULT 0,
  paid_times INTEGER NOT NULL DEFAULT 0,
  decided_by TEXT,
  decided_because TEXT,
  CONSTRAINT ck_referrals_people CHECK (referrer_id <> invited_id),
  CONSTRAINT ck_referrals_why CHECK ((why IS NULL) = (state NOT IN ('Held', 'Refused')))
);
CREATE UNIQUE INDEX ux_referrals_invited ON referrals (invited_id);
CREATE INDEX ix_referrals_referrer ON referrals (referrer_id, settled_at);
CREATE INDEX ix_referrals_source ON referrals (business_id, source, settled_at);
CREATE INDEX ix_referrals_state ON referrals (business_id, state, id);
