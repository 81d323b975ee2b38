-- Files of web visitors: counted against the limits of their conversation and their business, and pruned.
CREATE TABLE web_uploads (
  id TEXT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES channel_accounts (id),
  conversation_id TEXT NOT NULL REFERENCES web_conversations (id),
  bytes BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX ix_web_uploads_conversation ON web_uploads (conversation_id, created_at);
-- The sum is read from the index alone.
CREATE INDEX ix_web_uploads_account ON web_uploads (account_id, bytes);
