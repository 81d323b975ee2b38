-- Lists of the people a segment had at an instant; and what segments ask of everybody, answered from indexes alone.
CREATE TABLE audiences (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  source TEXT NOT NULL,
  expression TEXT NOT NULL,
  state TEXT NOT NULL CONSTRAINT ck_audiences_state CHECK (state IN ('Freezing', 'Frozen')),
  cursor TEXT,
  members INTEGER NOT NULL CONSTRAINT ck_audiences_members CHECK (members >= 0),
  begun_at INTEGER NOT NULL,
  frozen_at INTEGER,
  CONSTRAINT ck_audiences_frozen CHECK ((state = 'Frozen') = (frozen_at IS NOT NULL))
);
CREATE UNIQUE INDEX ux_audiences_source ON audiences (business_id, source);
CREATE TABLE audience_members (
  audience_id INTEGER NOT NULL,
  contact_id TEXT NOT NULL,
  PRIMARY KEY (audience_id, contact_id)
) WITHOUT ROWID;
CREATE INDEX ix_contacts_business ON contacts (business_id, id);
DROP INDEX ix_purchases_contact;
CREATE INDEX ix_purchases_contact ON purchases (contact_id, bought_at, id, amount_minor);
DROP INDEX ix_purchase_returns_purchase;
CREATE INDEX ix_purchase_returns_purchase ON purchase_returns (purchase_id, amount_minor);
