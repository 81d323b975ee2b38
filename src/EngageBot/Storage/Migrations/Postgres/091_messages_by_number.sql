-- Platforms count messages upwards: with their number before the chat, what is sent now stands together in the index instead of on a page a chat.
DROP INDEX ix_outbox_external;
CREATE INDEX ix_outbox_external ON outbox (account_id, external_id, chat_key) WHERE external_id IS NOT NULL;
