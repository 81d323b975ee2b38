-- Broadcasts, and what became of each of their recipients.

CREATE TABLE broadcasts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  name TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('Service', 'Survey', 'Marketing')),
  state TEXT NOT NULL CHECK (state IN ('Draft', 'Scheduled', 'Running', 'Paused', 'Cancelled', 'Finished')),
  content TEXT NOT NULL,
  audience TEXT NOT NULL,
  holdout_percent INTEGER NOT NULL CHECK (holdout_percent BETWEEN 0 AND 90),
  reward TEXT,
  start_at INTEGER,
  start_local TEXT,
  lasts_hours INTEGER NOT NULL CHECK (lasts_hours BETWEEN 1 AND 168),
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  approval_asked_at INTEGER,
  approved_by TEXT,
  approved_at INTEGER,
  audience_id INTEGER,
  audience_count INTEGER,
  cursor TEXT,
  round_at INTEGER,
  next_round_at INTEGER,
  ends_at INTEGER,
  started_at INTEGER,
  paused_at INTEGER,
  pause_reason TEXT,
  ended_at INTEGER,
  written INTEGER NOT NULL DEFAULT 0,
  settled INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  blocked INTEGER NOT NULL DEFAULT 0,
  opted_out INTEGER NOT NULL DEFAULT 0,
  checked_at INTEGER NOT NULL DEFAULT 0,
  CHECK ((ended_at IS NULL) = (state NOT IN ('Cancelled', 'Finished'))),
  CHECK ((pause_reason IS NULL) = (state <> 'Paused')),
  CHECK (state IN ('Draft', 'Cancelled') OR start_at IS NOT NULL),
  CHECK (state NOT IN ('Running', 'Paused', 'Finished') OR audience_id IS NOT NULL AND ends_at IS NOT NULL AND started_at IS NOT NULL),
  CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);
CREATE INDEX ix_broadcasts_business ON broadcasts (business_id, id);
CREATE INDEX ix_broadcasts_work ON broadcasts (state, id) WHERE state IN ('Scheduled', 'Running', 'Paused');

CREATE TABLE broadcast_recipients (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  variant TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome = 'Queued' OR outcome = 'Sent' OR outcome = 'Delivered' OR outcome = 'Read' OR outcome = 'Dead' OR outcome = 'Expired' OR outcome = 'Cancelled' OR outcome = 'Uncertain' OR outcome = 'Holdout' OR outcome = 'LeftOut'),
  reason TEXT,
  outbox_id INTEGER,
  voucher_id TEXT,
  written_at INTEGER NOT NULL,
  tapped_at INTEGER,
  answered_at INTEGER,
  not_useful_at INTEGER,
  opted_out_at INTEGER,
  CHECK (outcome NOT IN ('Holdout', 'LeftOut') OR outbox_id IS NULL),
  CHECK (outcome <> 'LeftOut' OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX ux_broadcast_recipients_once ON broadcast_recipients (broadcast_id, contact_id);
CREATE INDEX ix_broadcast_recipients_queued ON broadcast_recipients (broadcast_id, id) WHERE outcome = 'Queued';
CREATE INDEX ix_broadcast_recipients_contact ON broadcast_recipients (contact_id, id);
