-- Draws that anybody can do again, and the tickets in them.
CREATE TABLE raffles (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  key TEXT NOT NULL,
  rule_version INTEGER NOT NULL,
  state TEXT NOT NULL CONSTRAINT ck_raffles_state CHECK (state IN ('Open', 'Drawn')),
  seed TEXT NOT NULL,
  commitment TEXT NOT NULL,
  opens_at INTEGER NOT NULL,
  draws_at INTEGER NOT NULL,
  drawn_at INTEGER,
  entries_hash TEXT,
  CONSTRAINT ck_raffles_drawn CHECK ((state = 'Drawn') = (drawn_at IS NOT NULL AND entries_hash IS NOT NULL))
);
CREATE UNIQUE INDEX ux_raffles_key ON raffles (business_id, key);
CREATE INDEX ix_raffles_due ON raffles (draws_at) WHERE state = 'Open';
CREATE TABLE raffle_tickets (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  raffle_id INTEGER NOT NULL REFERENCES raffles (id),
  number INTEGER NOT NULL,
  holder INTEGER NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  state TEXT NOT NULL CONSTRAINT ck_raffle_tickets_state CHECK (state IN ('Valid', 'Withdrawn', 'Void', 'Won', 'Lost')),
  reference TEXT NOT NULL,
  purchase_id TEXT,
  given_at INTEGER NOT NULL,
  told_at INTEGER,
  CONSTRAINT ck_raffle_tickets_number CHECK (number > 0 AND holder > 0)
);
CREATE UNIQUE INDEX ux_raffle_tickets_number ON raffle_tickets (raffle_id, number);
CREATE UNIQUE INDEX ux_raffle_tickets_once ON raffle_tickets (raffle_id, reference);
CREATE INDEX ix_raffle_tickets_contact ON raffle_tickets (contact_id, raffle_id);
CREATE INDEX ix_raffle_tickets_purchase ON raffle_tickets (purchase_id) WHERE purchase_id IS NOT NULL;
CREATE INDEX ix_raffle_tickets_untold ON raffle_tickets (id) WHERE state = 'Lost' AND told_at IS NULL;
