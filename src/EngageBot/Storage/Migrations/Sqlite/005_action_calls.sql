-- Actions outside the database: written by a turn, run after its commit, deleted when their result is in the inbox.
CREATE TABLE action_calls (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  key TEXT NOT NULL,
  run INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  awaited INTEGER NOT NULL,
  name TEXT NOT NULL,
  input TEXT NOT NULL,
  language TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX ix_action_calls_due ON action_calls (due_at);
CREATE UNIQUE INDEX ux_action_calls_once ON action_calls (chat_id, key);
