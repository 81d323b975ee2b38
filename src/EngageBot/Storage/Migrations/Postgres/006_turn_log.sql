-- What each turn was made of, for some days: event, facts read, results of actions; encrypted.

CREATE TABLE turn_log (
  inbox_id BIGINT NOT NULL PRIMARY KEY,
  chat_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  release BIGINT NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX ix_turn_log_chat ON turn_log (chat_id);
