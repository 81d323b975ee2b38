-- Cases of customers: what was said, what was promised, who else hears of it; who works when.
CREATE TABLE cases (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL REFERENCES businesses (id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL CONSTRAINT ck_cases_kind CHECK (kind IN ('Complaint', 'Advice', 'Request')),
  state TEXT NOT NULL CONSTRAINT ck_cases_state CHECK (state IN ('Open', 'WithCustomer', 'Answered', 'Escalated', 'Resolved', 'Reopened', 'Closed')),
  title TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  chat_id INTEGER,
  shop_id TEXT,
  category TEXT,
  cause TEXT,
  priority TEXT NOT NULL CONSTRAINT ck_cases_priority CHECK (priority IN ('Normal', 'High', 'Urgent')),
  source TEXT NOT NULL,
  after_id TEXT,
  owner TEXT,
  owner_name TEXT,
  claimed_at INTEGER,
  avoid TEXT,
  offered_to TEXT,
  offered_name TEXT,
  offered_by TEXT,
  offered_at INTEGER,
  rhythm TEXT NOT NULL CONSTRAINT ck_cases_rhythm CHECK (rhythm IN ('Hourly', 'Daily', 'Result')),
  waiting_since INTEGER,
  first_step INTEGER NOT NULL,
  steps_done INTEGER NOT NULL,
  our_fault INTEGER NOT NULL,
  chasers INTEGER NOT NULL,
  reopens INTEGER NOT NULL,
  asks INTEGER NOT NULL,
  asked_at INTEGER,
  rating INTEGER CONSTRAINT ck_cases_rating CHECK (rating IS NULL OR rating BETWEEN 1 AND 5),
  opened_at INTEGER NOT NULL,
  first_word_at INTEGER,
  first_answer_at INTEGER,
  last_answer_at INTEGER,
  last_word_at INTEGER,
  last_customer_at INTEGER,
  snoozed_until INTEGER,
  resolved_at INTEGER,
  closed_at INTEGER,
  next_look_at INTEGER,
  CONSTRAINT ck_cases_closed CHECK ((state = 'Closed') = (closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX ux_cases_number ON cases (business_id, number);
CREATE INDEX ix_cases_state ON cases (business_id, state, opened_at);
CREATE INDEX ix_cases_contact ON cases (contact_id, opened_at);
CREATE INDEX ix_cases_chat ON cases (chat_id) WHERE chat_id IS NOT NULL;
CREATE INDEX ix_cases_owner ON cases (owner) WHERE owner IS NOT NULL;
CREATE INDEX ix_cases_look ON cases (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE TABLE case_entries (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  case_id TEXT NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL CONSTRAINT ck_case_entries_kind CHECK (kind IN ('Customer', 'Staff', 'Bot', 'Note', 'Grant', 'Promise', 'Transfer', 'Change')),
  key TEXT NOT NULL,
  author TEXT NOT NULL,
  author_name TEXT,
  words TEXT,
  media TEXT,
  inbox_id INTEGER,
  corrects INTEGER,
  at INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_case_entries_once ON case_entries (case_id, key);
CREATE TABLE case_promises (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  case_id TEXT NOT NULL REFERENCES cases (id),
  shop_id TEXT,
  kind TEXT NOT NULL CONSTRAINT ck_case_promises_kind CHECK (kind IN ('FirstReply', 'Answer', 'Update', 'Word')),
  state TEXT NOT NULL CONSTRAINT ck_case_promises_state CHECK (state IN ('Open', 'Kept', 'Late', 'Broken', 'Withdrawn')),
  told_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  told_by TEXT NOT NULL,
  answers TEXT,
  answers_name TEXT,
  reminded_at INTEGER,
  settled_at INTEGER,
  CONSTRAINT ck_case_promises_settled CHECK ((state IN ('Open', 'Broken')) = (settled_at IS NULL))
);
CREATE INDEX ix_case_promises_case ON case_promises (case_id, state);
CREATE INDEX ix_case_promises_due ON case_promises (business_id, due_at);
CREATE TABLE case_watchers (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  case_id TEXT NOT NULL REFERENCES cases (id),
  contact_id TEXT,
  staff_id TEXT,
  added_by TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  CONSTRAINT ck_case_watchers_who CHECK ((contact_id IS NULL) <> (staff_id IS NULL))
);
CREATE UNIQUE INDEX ux_case_watchers_contact ON case_watchers (case_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX ux_case_watchers_staff ON case_watchers (case_id, staff_id) WHERE staff_id IS NOT NULL;
CREATE TABLE shifts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  staff_id TEXT NOT NULL REFERENCES staff_members (id),
  shop_id TEXT,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  CONSTRAINT ck_shifts_span CHECK (ends_at > starts_at)
);
CREATE UNIQUE INDEX ux_shifts_once ON shifts (staff_id, starts_at);
CREATE INDEX ix_shifts_time ON shifts (business_id, ends_at);
CREATE TABLE absences (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  staff_id TEXT NOT NULL REFERENCES staff_members (id),
  kind TEXT NOT NULL CONSTRAINT ck_absences_kind CHECK (kind IN ('Vacation', 'Sick', 'Other')),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  noted_by TEXT NOT NULL,
  noted_at INTEGER NOT NULL,
  CONSTRAINT ck_absences_span CHECK (ends_at > starts_at)
);
CREATE INDEX ix_absences_staff ON absences (staff_id, ends_at);
CREATE INDEX ix_absences_time ON absences (business_id, ends_at);
ALTER TABLE staff_relays ADD COLUMN case_id TEXT;
