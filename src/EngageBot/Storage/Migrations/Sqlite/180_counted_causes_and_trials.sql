-- The public counter of a cause is kept with each donation, not summed at each look.
CREATE TABLE cause_totals (
  business_id TEXT NOT NULL,
  cause TEXT NOT NULL,
  points INTEGER NOT NULL,
  givers INTEGER NOT NULL,
  PRIMARY KEY (business_id, cause),
  CONSTRAINT ck_cause_totals CHECK (points >= 0 AND givers >= 0)
);
INSERT INTO cause_totals (business_id, cause, points, givers)
  SELECT business_id, cause, CAST(SUM(points) AS BIGINT), COUNT(DISTINCT contact_id) FROM donations GROUP BY business_id, cause;

-- Who comes to an event is reminded, and who came is asked how it was.
ALTER TABLE event_passes ADD COLUMN reminded_at INTEGER;
ALTER TABLE event_passes ADD COLUMN asked_at INTEGER;
ALTER TABLE event_passes ADD COLUMN stars INTEGER CONSTRAINT ck_event_passes_stars CHECK (stars BETWEEN 1 AND 5);

-- A level somebody had in another system.
CREATE TABLE brought_levels (
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  programme TEXT NOT NULL,
  business_id TEXT NOT NULL,
  level TEXT NOT NULL,
  worth INTEGER NOT NULL,
  brought_at INTEGER NOT NULL,
  PRIMARY KEY (contact_id, programme),
  CONSTRAINT ck_brought_levels_worth CHECK (worth >= 0)
);

-- A child's birthday, day and month, for a good wish on the day.
CREATE TABLE child_birthdays (
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  birthday TEXT NOT NULL,
  business_id TEXT NOT NULL,
  wording TEXT NOT NULL,
  language TEXT NOT NULL,
  told_at INTEGER NOT NULL,
  PRIMARY KEY (contact_id, birthday)
);
CREATE INDEX ix_child_birthdays_day ON child_birthdays (business_id, birthday);
