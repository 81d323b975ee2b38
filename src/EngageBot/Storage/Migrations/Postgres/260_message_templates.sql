-- What a channel takes while its window is closed: approved words by name and language, as the platform last told of them.
CREATE TABLE message_templates (
  account_id BIGINT NOT NULL REFERENCES channel_accounts (id),
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  platform_id TEXT,
  category TEXT NOT NULL,
  status TEXT NOT NULL,
  quality TEXT,
  variables BIGINT NOT NULL,
  buttons BIGINT NOT NULL,
  body TEXT NOT NULL,
  reason TEXT,
  synced_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, name, language),
  CONSTRAINT ck_message_templates_variables CHECK (variables >= 0),
  CONSTRAINT ck_message_templates_buttons CHECK (buttons >= 0),
  CONSTRAINT ck_message_templates_category CHECK (category IN ('Marketing', 'Utility', 'Authentication', 'Other')),
  CONSTRAINT ck_message_templates_status CHECK (status IN ('Approved', 'Pending', 'Rejected', 'Paused', 'Disabled', 'InAppeal', 'Deleted', 'Other'))
);
-- Whom the business wrote to first, and when last: the platform limits how many different people that may be in 24 hours.
CREATE TABLE template_sends (
  account_id BIGINT NOT NULL REFERENCES channel_accounts (id),
  chat_key TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, chat_key)
);
CREATE INDEX ix_template_sends_sent ON template_sends (sent_at);
-- The platform takes no offers for a while: to one chat, or, with an empty key, from the whole account.
CREATE TABLE offer_pauses (
  account_id BIGINT NOT NULL REFERENCES channel_accounts (id),
  chat_key TEXT NOT NULL,
  until BIGINT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (account_id, chat_key)
);
