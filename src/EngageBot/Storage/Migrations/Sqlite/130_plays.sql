-- Since when a birthday is what it is, where the customer said it; absent where the shop brought it along.
ALTER TABLE contacts ADD COLUMN birthday_set_at INTEGER;
CREATE INDEX ix_contacts_birthday ON contacts (business_id, birthday) WHERE birthday IS NOT NULL;
CREATE INDEX ix_contacts_joined ON contacts (business_id, joined_at) WHERE joined_at IS NOT NULL;

-- One contact on one occasion of a play, whatever became of it.
CREATE TABLE play_runs (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  play TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  occasion TEXT NOT NULL,
  state TEXT NOT NULL CONSTRAINT ck_play_runs_state CHECK (state IN ('New', 'Waiting', 'HeldOut', 'Started', 'Ended', 'Stopped', 'LeftOut')),
  data TEXT NOT NULL,
  first_due_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  arose_at INTEGER NOT NULL,
  reason TEXT,
  chat_id INTEGER,
  chat_run INTEGER,
  started_at INTEGER,
  outcome TEXT,
  ended_at INTEGER,
  cost_points INTEGER NOT NULL CONSTRAINT ck_play_runs_cost CHECK (cost_points >= 0),
  CONSTRAINT ck_play_runs_reason CHECK (state NOT IN ('LeftOut', 'Stopped') OR reason IS NOT NULL),
  CONSTRAINT ck_play_runs_started CHECK (state NOT IN ('Started', 'Ended') OR started_at IS NOT NULL)
);
CREATE UNIQUE INDEX ux_play_runs_once ON play_runs (business_id, play, contact_id, occasion);
CREATE INDEX ix_play_runs_due ON play_runs (business_id, due_at, id) WHERE state IN ('New', 'Waiting');
CREATE INDEX ix_play_runs_chat ON play_runs (chat_id, chat_run) WHERE state = 'Started';
CREATE INDEX ix_play_runs_contact ON play_runs (contact_id, id);
CREATE INDEX ix_play_runs_results ON play_runs (business_id, play, arose_at);
CREATE INDEX ix_play_runs_spent ON play_runs (business_id, play, started_at) WHERE started_at IS NOT NULL;

-- How far a play has looked for whom it is due, and since when without a break it is on.
CREATE TABLE play_looks (
  business_id TEXT NOT NULL,
  play TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  claimed_until INTEGER,
  PRIMARY KEY (business_id, play)
);

-- Who is in a play's segment now, so that coming in is noticed once.
CREATE TABLE play_members (
  business_id TEXT NOT NULL,
  play TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  since INTEGER NOT NULL,
  PRIMARY KEY (business_id, play, contact_id)
);
CREATE INDEX ix_play_members_contact ON play_members (contact_id);

-- A play stopped by itself, and the owner was told: once for each span of its budget.
CREATE TABLE play_halts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  play TEXT NOT NULL,
  span TEXT NOT NULL,
  reason TEXT NOT NULL,
  halted_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_play_halts_once ON play_halts (business_id, play, span, reason);

-- A call somebody asked for, and what became of it.
CREATE TABLE callbacks (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  chat_id INTEGER NOT NULL,
  call_at INTEGER NOT NULL,
  phone TEXT,
  topic TEXT NOT NULL,
  note TEXT,
  state TEXT NOT NULL CONSTRAINT ck_callbacks_state CHECK (state IN ('Open', 'Done', 'Missed', 'Cancelled')),
  asked_at INTEGER NOT NULL,
  reminded_at INTEGER,
  ended_at INTEGER,
  CONSTRAINT ck_callbacks_ended CHECK ((state = 'Open') = (ended_at IS NULL))
);
CREATE INDEX ix_callbacks_open ON callbacks (business_id, call_at) WHERE state = 'Open';
CREATE INDEX ix_callbacks_contact ON callbacks (contact_id);

-- Why somebody stays away, in their own choice: at most one main reason a contact and talk.
CREATE TABLE leaving_reasons (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  source TEXT NOT NULL,
  reason TEXT NOT NULL,
  words TEXT,
  said_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_leaving_reasons_once ON leaving_reasons (contact_id, source);
CREATE INDEX ix_leaving_reasons_time ON leaving_reasons (business_id, said_at);
