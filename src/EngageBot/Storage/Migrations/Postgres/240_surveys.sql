-- Surveys: who was asked what and when, and each answer as it came.
CREATE TABLE survey_asks (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  business_id TEXT NOT NULL,
  survey TEXT NOT NULL,
  version BIGINT NOT NULL,
  contact_id TEXT REFERENCES contacts (id),
  visitor TEXT,
  occasion TEXT NOT NULL,
  chat_id BIGINT,
  shop_id TEXT,
  served_by TEXT,
  state TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  closes_at BIGINT NOT NULL,
  moved_at BIGINT NOT NULL,
  answered_at BIGINT,
  thanked_at BIGINT,
  ended_at BIGINT,
  low BIGINT NOT NULL,
  case_id TEXT,
  CONSTRAINT ck_survey_asks_whose CHECK ((contact_id IS NULL) <> (visitor IS NULL)),
  CONSTRAINT ck_survey_asks_ended CHECK ((state IN ('Done', 'Left')) = (ended_at IS NOT NULL)),
  CONSTRAINT ck_survey_asks_low CHECK (low IN (0, 1))
);
CREATE UNIQUE INDEX ux_survey_asks_once ON survey_asks (contact_id, survey, occasion);
CREATE INDEX ix_survey_asks_contact ON survey_asks (contact_id, asked_at);
CREATE INDEX ix_survey_asks_survey ON survey_asks (business_id, survey, asked_at);
CREATE TABLE survey_answers (
  ask_id BIGINT NOT NULL REFERENCES survey_asks (id),
  question TEXT NOT NULL,
  business_id TEXT NOT NULL,
  score BIGINT,
  picks TEXT,
  words TEXT,
  complete BIGINT NOT NULL,
  said_at BIGINT NOT NULL,
  changed_at BIGINT,
  PRIMARY KEY (ask_id, question),
  CONSTRAINT ck_survey_answers_score CHECK (score IS NULL OR score BETWEEN 0 AND 10),
  CONSTRAINT ck_survey_answers_complete CHECK (complete IN (0, 1))
);
