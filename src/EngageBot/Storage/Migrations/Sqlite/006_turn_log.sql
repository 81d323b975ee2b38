-- What each turn was made of, for some days: event, facts read, results of actions; encrypted.

CREATE TABLE turn_log (
  inbox_id INTEGER NOT NULL PRIMARY KEY,
  chat_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  release INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX ix_turn_log_chat ON turn_log (chat_id);
