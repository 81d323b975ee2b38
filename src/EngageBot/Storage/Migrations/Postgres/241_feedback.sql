-- What customers missed and heard of others, and what was changed because of what they said.
CREATE TABLE feedback_notes (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  business_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  contact_id TEXT REFERENCES contacts (id),
  shop_id TEXT,
  topic TEXT,
  words TEXT NOT NULL,
  lost_minor BIGINT,
  said_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ux_feedback_notes_once ON feedback_notes (business_id, kind, source);
CREATE INDEX ix_feedback_notes_topic ON feedback_notes (business_id, kind, topic);
CREATE INDEX ix_feedback_notes_contact ON feedback_notes (contact_id) WHERE contact_id IS NOT NULL;
CREATE TABLE feedback_topics (
  business_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  topic TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT,
  changed_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, kind, topic)
);
CREATE TABLE feedback_changes (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  business_id TEXT NOT NULL,
  about TEXT NOT NULL,
  words TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  told_up_to TEXT,
  told BIGINT NOT NULL,
  told_at BIGINT
);
CREATE INDEX ix_feedback_changes_untold ON feedback_changes (id) WHERE told_at IS NULL;
