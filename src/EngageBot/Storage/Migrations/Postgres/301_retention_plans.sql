-- Keeping a customer: how the talk went, a plan with one owner and steps, and the questions to ask before a contact.
CREATE TABLE case_analyses (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  business_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  findings TEXT NOT NULL
);
CREATE INDEX ix_case_analyses_case ON case_analyses (case_id, made_at);
CREATE TABLE retention_plans (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  business_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  analysis_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  owner TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  valued TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_by TEXT,
  outcome TEXT,
  CONSTRAINT ck_retention_plans_state CHECK (state IN ('Open', 'Saved', 'Lost')),
  CONSTRAINT ck_retention_plans_ended CHECK ((state = 'Open') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX ux_retention_plans_open ON retention_plans (case_id) WHERE state = 'Open';
CREATE INDEX ix_retention_plans_time ON retention_plans (business_id, made_at);
CREATE TABLE plan_steps (
  plan_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  business_id TEXT NOT NULL,
  what TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  told BIGINT NOT NULL,
  next_look_at BIGINT,
  done_at BIGINT,
  done_by TEXT,
  outcome TEXT,
  PRIMARY KEY (plan_id, position)
);
CREATE INDEX ix_plan_steps_look ON plan_steps (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE TABLE key_questions (
  case_id TEXT NOT NULL,
  card BIGINT NOT NULL,
  position BIGINT NOT NULL,
  business_id TEXT NOT NULL,
  question TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  answer TEXT,
  answered_by TEXT,
  answered_at BIGINT,
  PRIMARY KEY (case_id, card, position)
);
