-- What became of a person's words on their way to a customer, and what staff must hear of until somebody has.
CREATE TABLE case_words (
  entry_id BIGINT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  outbox_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  staff_chat TEXT,
  staff_message TEXT,
  watched BIGINT NOT NULL,
  began_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  CONSTRAINT ck_case_words_state CHECK (state IN ('Queued', 'Sending', 'Sent', 'Delivered', 'Read', 'Dead', 'Expired', 'Cancelled', 'Uncertain')),
  CONSTRAINT ck_case_words_watched CHECK (watched IN (0, 1))
);
CREATE INDEX ix_case_words_case ON case_words (case_id);
CREATE INDEX ix_case_words_watched ON case_words (outbox_id) WHERE watched = 1;
CREATE TABLE staff_tellings (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  business_id TEXT NOT NULL,
  key TEXT NOT NULL,
  case_id TEXT,
  meant_for TEXT,
  text TEXT NOT NULL,
  words TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  told_at BIGINT,
  alone_at BIGINT,
  next_look_at BIGINT,
  seen_by TEXT,
  seen_at BIGINT,
  CONSTRAINT ck_staff_tellings_seen CHECK ((seen_by IS NULL) = (seen_at IS NULL))
);
CREATE UNIQUE INDEX ux_staff_tellings_once ON staff_tellings (business_id, key);
CREATE INDEX ix_staff_tellings_look ON staff_tellings (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX ix_staff_tellings_alone ON staff_tellings (business_id, alone_at) WHERE alone_at IS NOT NULL;
CREATE TABLE staff_telling_sends (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  telling_id BIGINT NOT NULL,
  outbox_id BIGINT NOT NULL,
  staff_id TEXT,
  sent_at BIGINT NOT NULL
);
CREATE INDEX ix_staff_telling_sends_telling ON staff_telling_sends (telling_id);
