-- Small presents by chance, with what is needed to look at the pick again.
CREATE TABLE surprise_rounds (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  key TEXT NOT NULL,
  day TEXT NOT NULL,
  rule_version INTEGER NOT NULL,
  seed TEXT NOT NULL,
  eligible_people INTEGER NOT NULL,
  eligible_hash TEXT NOT NULL,
  held_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_surprise_rounds_day ON surprise_rounds (business_id, key, day);
CREATE TABLE surprises (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  round_id INTEGER NOT NULL REFERENCES surprise_rounds (id),
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  quarter TEXT NOT NULL,
  points INTEGER NOT NULL CONSTRAINT ck_surprises_points CHECK (points > 0),
  given_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_surprises_quarter ON surprises (contact_id, quarter);
CREATE INDEX ix_surprises_budget ON surprises (business_id, given_at);
CREATE INDEX ix_surprises_round ON surprises (round_id);

-- Reviews, and what was given for them.
CREATE TABLE reviews (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  words TEXT NOT NULL,
  rating INTEGER,
  bonus_points INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  published_at INTEGER,
  published_by TEXT,
  CONSTRAINT ck_reviews_rating CHECK (rating IS NULL OR rating BETWEEN 1 AND 5),
  CONSTRAINT ck_reviews_published CHECK ((published_at IS NULL) = (published_by IS NULL))
);
CREATE INDEX ix_reviews_contact ON reviews (contact_id, written_at);
CREATE INDEX ix_reviews_published ON reviews (business_id, published_at, id);

-- What members did elsewhere.
CREATE TABLE activities (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  key TEXT NOT NULL,
  reference TEXT NOT NULL,
  actor TEXT NOT NULL,
  done_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_activities_once ON activities (contact_id, key, reference);
CREATE INDEX ix_activities_limit ON activities (contact_id, key, done_at);
