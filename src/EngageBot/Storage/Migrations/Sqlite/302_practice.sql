-- Staff practise answers with situations, never with customers.
CREATE TABLE practice_rounds (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  situation TEXT NOT NULL,
  words TEXT NOT NULL,
  broken TEXT NOT NULL,
  passed INTEGER NOT NULL,
  at INTEGER NOT NULL,
  CONSTRAINT ck_practice_rounds_passed CHECK (passed IN (0, 1))
);
CREATE INDEX ix_practice_rounds_staff ON practice_rounds (staff_id, id);
