-- Changes of what a broadcast has sent: edited or deleted, where the platform allows.

CREATE TABLE broadcast_changes (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
  kind TEXT NOT NULL CHECK (kind IN ('Edit', 'Delete')),
  content TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  cursor TEXT NOT NULL DEFAULT '',
  all_written INTEGER NOT NULL DEFAULT 0 CHECK (all_written IN (0, 1)),
  ended_at INTEGER,
  CHECK ((content IS NULL) = (kind = 'Delete'))
);
CREATE UNIQUE INDEX ux_broadcast_changes_one ON broadcast_changes (broadcast_id) WHERE ended_at IS NULL;
CREATE INDEX ix_broadcast_changes_broadcast ON broadcast_changes (broadcast_id, id);

CREATE TABLE broadcast_changed (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  change_id INTEGER NOT NULL REFERENCES broadcast_changes (id),
  recipient_id INTEGER NOT NULL REFERENCES broadcast_recipients (id),
  outbox_id INTEGER,
  outcome TEXT NOT NULL CHECK (outcome IN ('Queued', 'Done', 'Impossible', 'Failed')),
  reason TEXT,
  CHECK (outcome <> 'Queued' OR outbox_id IS NOT NULL)
);
CREATE UNIQUE INDEX ux_broadcast_changed_once ON broadcast_changed (change_id, recipient_id);
CREATE INDEX ix_broadcast_changed_queued ON broadcast_changed (change_id, id) WHERE outcome = 'Queued';
