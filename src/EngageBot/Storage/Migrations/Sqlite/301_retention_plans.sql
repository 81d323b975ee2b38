-- Keeping a customer: how the talk went, a plan with one owner and steps, and the questions to ask before a contact.
CREATE TABLE case_analyses (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  findings TEXT NOT NULL
);
CREATE INDEX ix_case_analyses_case ON case_analyses (case_id, made_at);
CREATE TABLE retention_plans (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  analysis_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  owner TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  valued TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_by TEXT,
  outcome TEXT,
  CONSTRAINT ck_retention_plans_state CHECK (state IN ('Open', 'Saved', 'Lost')),
  CONSTRAINT ck_retention_plans_ended CHECK ((state = 'Open') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX ux_retention_plans_open ON retention_plans (case_id) WHERE state = 'Open';
CREATE INDEX ix_retention_plans_time ON retention_plans (business_id, made_at);
CREATE TABLE plan_steps (
  plan_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  business_id TEXT NOT NULL,
  what TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  told INTEGER NOT NULL,
  next_look_at INTEGER,
  done_at INTEGER,
  done_by TEXT,
  outcome TEXT,
  PRIMARY KEY (plan_id, position)
);
CREATE INDEX ix_plan_steps_look ON plan_steps (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE TABLE key_questions (
  case_id TEXT NOT NULL,
  card INTEGER NOT NULL,
  position INTEGER NOT NULL,
  business_id TEXT NOT NULL,
  question TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  answer TEXT,
  answered_by TEXT,
  answered_at INTEGER,
  PRIMARY KEY (case_id, card, position)
);
