-- Since when a template stands as it does, and since when the platform's list lacks it: one list that breaks off proves nothing.
ALTER TABLE message_templates ADD COLUMN status_since INTEGER;
ALTER TABLE message_templates ADD COLUMN missing_since INTEGER;
-- How many different people the platform lets an account write to first in 24 hours, as it last told; 0: as many as one likes.
CREATE TABLE messaging_limits (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES channel_accounts (id),
  people_a_day INTEGER NOT NULL,
  told_at INTEGER NOT NULL,
  CONSTRAINT ck_messaging_limits_people CHECK (people_a_day >= 0)
);
