-- Surveys: who was asked what and when, and each answer as it came.
CREATE TABLE survey_asks (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  survey TEXT NOT NULL,
  version INTEGER NOT NULL,
  contact_id TEXT REFERENCES contacts (id),
  visitor TEXT,
  occasion TEXT NOT NULL,
  chat_id INTEGER,
  shop_id TEXT,
  served_by TEXT,
  state TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  moved_at INTEGER NOT NULL,
  answered_at INTEGER,
  thanked_at INTEGER,
  ended_at INTEGER,
  low INTEGER NOT NULL,
  case_id TEXT,
  CONSTRAINT ck_survey_asks_whose CHECK ((contact_id IS NULL) <> (visitor IS NULL)),
  CONSTRAINT ck_survey_asks_ended CHECK ((state IN ('Done', 'Left')) = (ended_at IS NOT NULL)),
  CONSTRAINT ck_survey_asks_low CHECK (low IN (0, 1))
);
CREATE UNIQUE INDEX ux_survey_asks_once ON survey_asks (contact_id, survey, occasion);
CREATE INDEX ix_survey_asks_contact ON survey_asks (contact_id, asked_at);
CREATE INDEX ix_survey_asks_survey ON survey_asks (business_id, survey, asked_at);
CREATE TABLE survey_answers (
  ask_id INTEGER NOT NULL REFERENCES survey_asks (id),
  question TEXT NOT NULL,
  business_id TEXT NOT NULL,
  score INTEGER,
  picks TEXT,
  words TEXT,
  complete INTEGER NOT NULL,
  said_at INTEGER NOT NULL,
  changed_at INTEGER,
  PRIMARY KEY (ask_id, question),
  CONSTRAINT ck_survey_answers_score CHECK (score IS NULL OR score BETWEEN 0 AND 10),
  CONSTRAINT ck_survey_answers_complete CHECK (complete IN (0, 1))
);
