-- Further numbers of the WhatsApp app, receipts nobody knows yet, and how far messages of several calls have come.
CREATE TABLE whatsapp_numbers (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES channel_accounts (id),
  phone_number_id TEXT NOT NULL,
  business_account_id TEXT NOT NULL,
  access_token TEXT NOT NULL
);
CREATE UNIQUE INDEX ux_whatsapp_numbers_phone ON whatsapp_numbers (phone_number_id);
CREATE TABLE whatsapp_receipts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES channel_accounts (id),
  external_id TEXT NOT NULL,
  status TEXT NOT NULL,
  code INTEGER,
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX ux_whatsapp_receipts_once ON whatsapp_receipts (account_id, external_id, status);
CREATE TABLE whatsapp_pieces (
  outbox_id INTEGER NOT NULL PRIMARY KEY,
  pieces TEXT NOT NULL
);
