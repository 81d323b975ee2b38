-- What is being sent is found by ix_outbox_chat: every message would enter this index only to leave it again.
DROP INDEX ix_outbox_trouble;
CREATE INDEX ix_outbox_trouble ON outbox (state, id) WHERE state IN ('Dead', 'Uncertain');
