-- How often somebody gave or took points by hand on a day.
CREATE TABLE correction_counts (
  business_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  day INTEGER NOT NULL,
  times INTEGER NOT NULL CHECK (times > 0),
  PRIMARY KEY (business_id, actor, day)
);
