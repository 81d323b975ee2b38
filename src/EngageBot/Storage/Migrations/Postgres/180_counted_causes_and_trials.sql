-- The public counter of a cause is kept with each donation, not summed at each look.
CREATE TABLE cause_totals (
  business_id TEXT NOT NULL,
  cause TEXT NOT NULL,
  points BIGINT NOT NULL,
  givers BIGINT NOT NULL,
  PRIMARY KEY (business_id, cause),
  CONSTRAINT ck_cause_totals CHECK (points >= 0 AND givers >= 0)
);
INSERT INTO cause_totals (business_id, cause, points, givers)
  SELECT business_id, cause, CAST(SUM(points) AS BIGINT), COUNT(DISTINCT contact_id) FROM donations GROUP BY business_id, cause;

-- A level somebody had in another system.
CREATE TABLE brought_levels (
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  programme TEXT NOT NULL,
  business_id TEXT NOT NULL,
  level TEXT NOT NULL,
  worth BIGINT NOT NULL,
  brought_at BIGINT NOT NULL,
  PRIMARY KEY (contact_id, programme),
  CONSTRAINT ck_brought_levels_worth CHECK (worth >= 0)
);
