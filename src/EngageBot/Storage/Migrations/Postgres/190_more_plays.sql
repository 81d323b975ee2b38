-- Birthdays of children with the yes to them, and what plays were answered.
CREATE TABLE child_birthdays (
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  birthday TEXT NOT NULL CONSTRAINT ck_child_birthdays_day CHECK (length(birthday) = 5),
  business_id TEXT NOT NULL,
  wording TEXT NOT NULL,
  language TEXT NOT NULL,
  channel TEXT NOT NULL,
  inbox_id BIGINT,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (contact_id, birthday)
);
CREATE INDEX ix_child_birthdays_day ON child_birthdays (business_id, birthday);
CREATE TABLE play_answers (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  business_id TEXT NOT NULL,
  play TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  run_id BIGINT NOT NULL,
  question TEXT NOT NULL,
  about TEXT NOT NULL,
  rating BIGINT CONSTRAINT ck_play_answers_rating CHECK (rating IS NULL OR rating BETWEEN 1 AND 5),
  words TEXT,
  said_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ux_play_answers_once ON play_answers (run_id, question);
CREATE INDEX ix_play_answers_about ON play_answers (business_id, play, about);
CREATE INDEX ix_play_answers_contact ON play_answers (contact_id);
