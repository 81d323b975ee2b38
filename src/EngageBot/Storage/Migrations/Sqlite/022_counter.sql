-- What cashiers did in a chat: so that they can take it back for some minutes.

CREATE TABLE counter_deeds (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  contact_id TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('Purchase', 'Redemption', 'Return', 'Voucher')),
  receipt TEXT,
  transfer_id INTEGER,
  voucher_id TEXT,
  done_at INTEGER NOT NULL,
  undone_at INTEGER,
  CHECK ((receipt IS NULL) = (kind = 'Redemption')),
  CHECK ((transfer_id IS NULL) = (kind <> 'Redemption')),
  CHECK ((voucher_id IS NULL) = (kind <> 'Voucher'))
);
CREATE INDEX ix_counter_deeds_actor ON counter_deeds (actor, id);
