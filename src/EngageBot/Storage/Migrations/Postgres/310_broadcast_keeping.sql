-- How far the last word of the outbox about a broadcast's messages was written down before its rows were pruned.
CREATE TABLE broadcast_keeping (
  id BIGINT NOT NULL PRIMARY KEY,
  kept_to BIGINT NOT NULL,
  CONSTRAINT ck_broadcast_keeping_one CHECK (id = 1)
);
INSERT INTO broadcast_keeping (id, kept_to) VALUES (1, 0);
