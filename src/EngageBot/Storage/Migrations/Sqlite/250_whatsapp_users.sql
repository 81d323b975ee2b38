-- Who somebody is on WhatsApp: a phone number, an id of the business's own, or both; and when they were last heard.
CREATE TABLE whatsapp_users (
  account_id INTEGER NOT NULL REFERENCES channel_accounts (id),
  chat_key TEXT NOT NULL,
  wa_id TEXT,
  user_id TEXT,
  parent_user_id TEXT,
  name TEXT,
  heard_at INTEGER,
  PRIMARY KEY (account_id, chat_key),
  CONSTRAINT ck_whatsapp_users_named CHECK (wa_id IS NOT NULL OR user_id IS NOT NULL)
);
CREATE UNIQUE INDEX ux_whatsapp_users_wa_id ON whatsapp_users (account_id, wa_id);
CREATE UNIQUE INDEX ux_whatsapp_users_user_id ON whatsapp_users (account_id, user_id);
