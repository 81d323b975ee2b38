-- Staff practise answers with situations, never with customers.
CREATE TABLE practice_rounds (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  business_id TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  situation TEXT NOT NULL,
  words TEXT NOT NULL,
  broken TEXT NOT NULL,
  passed BIGINT NOT NULL,
  at BIGINT NOT NULL,
  CONSTRAINT ck_practice_rounds_passed CHECK (passed IN (0, 1))
);
CREATE INDEX ix_practice_rounds_staff ON practice_rounds (staff_id, id);
