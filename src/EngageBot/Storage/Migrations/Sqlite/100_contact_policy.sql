-- 090 rewrote the words of this table's CHECKs; the connection that ran it must read them again before it may add a column.
PRAGMA writable_schema = RESET;

-- What the gate has put off leaves the queue until its time comes: it neither leaves nor holds anything up.
ALTER TABLE outbox ADD COLUMN deferred INTEGER NOT NULL DEFAULT 0 CONSTRAINT ck_outbox_deferred CHECK (deferred IN (0, 1));
-- Who sends it, on which occasion, about what; absent for answers and for notices that something brought about.
ALTER TABLE outbox ADD COLUMN source TEXT;
ALTER TABLE outbox ADD COLUMN occasion TEXT;
ALTER TABLE outbox ADD COLUMN topic TEXT;
DROP INDEX ix_outbox_claim;
CREATE INDEX ix_outbox_claim ON outbox (account_id, priority, id) WHERE state = 'Queued' AND deferred = 0;
CREATE INDEX ix_outbox_deferred ON outbox (account_id, due_at) WHERE deferred = 1;

-- When a person last gave the word back to the bot.
ALTER TABLE chats ADD COLUMN released_at INTEGER;

-- How a contact wants to be written to; whoever has said nothing has no row.
CREATE TABLE contact_preferences (
  contact_id TEXT NOT NULL PRIMARY KEY REFERENCES contacts (id),
  business_id TEXT NOT NULL,
  zone TEXT,
  quiet_from INTEGER,
  quiet_to INTEGER,
  channel TEXT,
  topics_off TEXT,
  paused_until INTEGER,
  changed_at INTEGER NOT NULL,
  CONSTRAINT ck_contact_preferences_quiet CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);
CREATE INDEX ix_contact_preferences_paused ON contact_preferences (paused_until) WHERE paused_until IS NOT NULL;

-- What was begun to be sent without anybody having asked; kept longer than the outbox, for caps are counted here.
CREATE TABLE proactive_sends (
  outbox_id INTEGER NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  chat_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  occasion TEXT NOT NULL,
  topic TEXT,
  counted INTEGER NOT NULL CONSTRAINT ck_proactive_sends_counted CHECK (counted IN (0, 1)),
  sent_at INTEGER NOT NULL
);
CREATE INDEX ix_proactive_sends_contact ON proactive_sends (contact_id, sent_at);

-- What was not sent, or not yet, and why: the newest word on it.
CREATE TABLE not_sent (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  source TEXT NOT NULL,
  occasion TEXT NOT NULL,
  reason TEXT NOT NULL,
  why TEXT NOT NULL,
  at INTEGER NOT NULL,
  until INTEGER
);
CREATE UNIQUE INDEX ux_not_sent_once ON not_sent (contact_id, source, occasion);
CREATE INDEX ix_not_sent_source ON not_sent (business_id, source, id);
CREATE INDEX ix_not_sent_age ON not_sent (at);
