-- Instants are UTC Unix milliseconds, money is minor units, points are whole (architecture law 13).
-- The words in CHECK constraints are those of docs/state-machines.md and of the enums.

CREATE TABLE businesses (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  zone TEXT NOT NULL,
  language TEXT NOT NULL,
  calling_code TEXT,
  created_at INTEGER NOT NULL
);

CREATE TABLE master_keys (
  id INTEGER NOT NULL PRIMARY KEY,
  secret BLOB NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE shops (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL REFERENCES businesses (id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  phone TEXT,
  opening_hours TEXT NOT NULL,
  UNIQUE (business_id, code)
);

CREATE TABLE channel_accounts (
  id INTEGER NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL REFERENCES businesses (id),
  channel TEXT NOT NULL CHECK (channel IN ('telegram', 'whatsapp', 'web')),
  name TEXT NOT NULL,
  UNIQUE (channel, name)
);

CREATE TABLE contacts (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL REFERENCES businesses (id),
  name TEXT,
  language TEXT,
  phone TEXT,
  birthday TEXT CHECK (birthday IS NULL OR length(birthday) = 5),
  joined_at INTEGER,
  created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_contacts_phone ON contacts (business_id, phone) WHERE phone IS NOT NULL;

CREATE TABLE chats (
  id INTEGER NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES channel_accounts (id),
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  external_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('Customer', 'Staff')),
  state TEXT NOT NULL,
  held_at INTEGER,
  unreachable_at INTEGER,
  unreachable_reason TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (account_id, external_id)
);
CREATE INDEX ix_chats_contact ON chats (contact_id);

-- Append-only: the newest row of a purpose and channel is what holds.
CREATE TABLE consents (
  id INTEGER NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('membership', 'marketing', 'surveys')),
  channel TEXT NOT NULL,
  granted INTEGER NOT NULL CHECK (granted IN (0, 1)),
  wording TEXT NOT NULL,
  language TEXT NOT NULL,
  source TEXT NOT NULL,
  inbox_id INTEGER,
  given_at INTEGER NOT NULL
);
CREATE INDEX ix_consents_current ON consents (contact_id, purpose, channel, id);

CREATE TABLE inbox (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  chat_key TEXT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('Received', 'Handling', 'Handled', 'Dead', 'Quarantined')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  due_at INTEGER NOT NULL,
  error TEXT,
  received_at INTEGER NOT NULL,
  handled_at INTEGER
);
CREATE UNIQUE INDEX ux_inbox_once ON inbox (account_id, external_id);
CREATE INDEX ix_inbox_waiting ON inbox (id) WHERE state = 'Received';
-- Only rows that failed before: a head in back-off holds its chat.
CREATE INDEX ix_inbox_backoff ON inbox (account_id, chat_key, id, due_at) WHERE state = 'Received' AND attempts > 0;
CREATE INDEX ix_inbox_trouble ON inbox (state, id) WHERE state IN ('Dead', 'Quarantined');

CREATE TABLE outbox (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  account_id INTEGER NOT NULL,
  chat_key TEXT NOT NULL,
  chat_id INTEGER,
  key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('Reply', 'Case', 'Notice', 'Promotion')),
  priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('Queued', 'Sending', 'Sent', 'Delivered', 'Read', 'Dead', 'Expired', 'Cancelled', 'Uncertain')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  due_at INTEGER NOT NULL,
  give_up_at INTEGER NOT NULL,
  expires_at INTEGER,
  external_id TEXT,
  error TEXT,
  created_at INTEGER NOT NULL,
  sent_at INTEGER
);
CREATE UNIQUE INDEX ux_outbox_once ON outbox (account_id, chat_key, key);
CREATE INDEX ix_outbox_claim ON outbox (account_id, priority, id) WHERE state = 'Queued';
CREATE INDEX ix_outbox_delayed ON outbox (due_at) WHERE state = 'Queued' AND attempts > 0;
CREATE INDEX ix_outbox_chat ON outbox (account_id, chat_key, priority, id) WHERE state IN ('Queued', 'Sending');
CREATE INDEX ix_outbox_external ON outbox (account_id, chat_key, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX ix_outbox_trouble ON outbox (state, id) WHERE state IN ('Dead', 'Uncertain', 'Sending');

CREATE TABLE timers (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  run INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  what TEXT NOT NULL,
  due_at INTEGER NOT NULL
);
CREATE INDEX ix_timers_due ON timers (due_at);
CREATE INDEX ix_timers_run ON timers (chat_id, run, epoch);

-- A message shown to staff stands for a customer's chat: a reply to it goes there.
CREATE TABLE staff_relays (
  id INTEGER NOT NULL PRIMARY KEY,
  outbox_id INTEGER NOT NULL UNIQUE REFERENCES outbox (id),
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  created_at INTEGER NOT NULL
);

-- Points -----------------------------------------------------------------------------------------------------------

CREATE TABLE programmes (
  id INTEGER NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  effective_from INTEGER NOT NULL,
  rules TEXT NOT NULL,
  UNIQUE (business_id, version)
);

CREATE TABLE point_accounts (
  id INTEGER NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('Issued', 'Redeemed', 'Expired', 'Available', 'Pending')),
  contact_id TEXT REFERENCES contacts (id),
  balance_points INTEGER NOT NULL DEFAULT 0,
  -- Issued points are the business's debt. A member's own balance goes below zero only by the return of goods whose points are spent.
  CHECK (balance_points >= 0 OR kind IN ('Issued', 'Available')),
  CHECK ((contact_id IS NULL) = (kind IN ('Issued', 'Redeemed', 'Expired')))
);
CREATE UNIQUE INDEX ux_point_accounts_member ON point_accounts (contact_id, kind) WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX ux_point_accounts_house ON point_accounts (business_id, kind) WHERE contact_id IS NULL;

-- Append-only; corrections are new rows that name the one they reverse.
CREATE TABLE transfers (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  debit_account_id INTEGER NOT NULL REFERENCES point_accounts (id),
  credit_account_id INTEGER NOT NULL REFERENCES point_accounts (id),
  amount_points INTEGER NOT NULL CHECK (amount_points > 0),
  reason TEXT NOT NULL CHECK (reason IN ('Purchase', 'Return', 'Unlock', 'Redemption', 'Expiry', 'Import', 'Adjustment', 'Reversal')),
  reference TEXT NOT NULL,
  rule TEXT,
  rule_version INTEGER,
  purchase_id TEXT,
  reverses_id INTEGER REFERENCES transfers (id),
  note TEXT,
  posted_at INTEGER NOT NULL,
  CHECK (debit_account_id <> credit_account_id),
  UNIQUE (business_id, reference)
);
CREATE INDEX ix_transfers_credit ON transfers (credit_account_id, posted_at, id);
CREATE INDEX ix_transfers_debit ON transfers (debit_account_id, posted_at, id);
CREATE INDEX ix_transfers_purchase ON transfers (purchase_id, reason, amount_points) WHERE purchase_id IS NOT NULL;
CREATE INDEX ix_transfers_reverses ON transfers (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE TRIGGER transfers_stay BEFORE UPDATE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;
CREATE TRIGGER transfers_remain BEFORE DELETE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;

-- Points with one expiry. Unlocking empties a pending batch into a usable one with the same expiry.
CREATE TABLE batches (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES point_accounts (id),
  transfer_id INTEGER NOT NULL REFERENCES transfers (id),
  granted_points INTEGER NOT NULL CHECK (granted_points > 0),
  remaining_points INTEGER NOT NULL CHECK (remaining_points >= 0 AND remaining_points <= granted_points),
  unlocks_at INTEGER,
  expires_at INTEGER
);
CREATE INDEX ix_batches_consume ON batches (account_id, expires_at, id) WHERE remaining_points > 0;
CREATE INDEX ix_batches_expiry ON batches (expires_at) WHERE remaining_points > 0;
CREATE INDEX ix_batches_unlock ON batches (unlocks_at) WHERE remaining_points > 0 AND unlocks_at IS NOT NULL;
CREATE INDEX ix_batches_transfer ON batches (transfer_id);

-- Which batches a debit consumed.
CREATE TABLE batch_allocations (
  transfer_id INTEGER NOT NULL REFERENCES transfers (id),
  batch_id INTEGER NOT NULL REFERENCES batches (id),
  points INTEGER NOT NULL CHECK (points > 0),
  PRIMARY KEY (transfer_id, batch_id)
);
CREATE INDEX ix_batch_allocations_batch ON batch_allocations (batch_id);

CREATE TABLE purchases (
  id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  receipt TEXT NOT NULL,
  contact_id TEXT REFERENCES contacts (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  bought_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  UNIQUE (shop_id, receipt)
);
CREATE INDEX ix_purchases_contact ON purchases (contact_id, bought_at, id);

-- Goods that came back; the receipt is the return's own.
CREATE TABLE purchase_returns (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  receipt TEXT NOT NULL,
  purchase_id TEXT NOT NULL REFERENCES purchases (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  returned_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  UNIQUE (shop_id, receipt)
);
CREATE INDEX ix_purchase_returns_purchase ON purchase_returns (purchase_id);

-- What the shop's own system or a plastic card calls a member.
CREATE TABLE member_numbers (
  business_id TEXT NOT NULL,
  number TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  PRIMARY KEY (business_id, number)
);
CREATE INDEX ix_member_numbers_contact ON member_numbers (contact_id);

-- Edges ------------------------------------------------------------------------------------------------------------

CREATE TABLE api_keys (
  id INTEGER NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  name TEXT NOT NULL,
  prefix TEXT NOT NULL UNIQUE,
  hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
);

CREATE TABLE idempotency_keys (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  key TEXT NOT NULL,
  body_hash BLOB NOT NULL,
  status INTEGER NOT NULL,
  response TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, key)
);
CREATE INDEX ix_idempotency_keys_age ON idempotency_keys (created_at);

CREATE TABLE web_conversations (
  id TEXT NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES channel_accounts (id),
  user_id TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);
-- The bot answers in the conversation its user used last.
CREATE INDEX ix_web_conversations_newest ON web_conversations (account_id, user_id, used_at);

CREATE TABLE web_activities (
  conversation_id TEXT NOT NULL REFERENCES web_conversations (id),
  sequence INTEGER NOT NULL,
  dedup_key TEXT,
  activity TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, sequence)
);
CREATE UNIQUE INDEX ux_web_activities_once ON web_activities (conversation_id, dedup_key) WHERE dedup_key IS NOT NULL;

-- Where polling stands, which commands were set, where the staff chat moved. Another token is another bot with other update ids.
CREATE TABLE telegram_memory (
  account_id INTEGER NOT NULL REFERENCES channel_accounts (id),
  bot_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account_id, bot_id, name)
);
