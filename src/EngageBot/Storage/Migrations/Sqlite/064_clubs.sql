-- Clubs, and closed events with passes.
CREATE TABLE club_memberships (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  club TEXT NOT NULL,
  rule_version INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  left_at INTEGER
);
CREATE UNIQUE INDEX ux_club_memberships_now ON club_memberships (contact_id, club) WHERE left_at IS NULL;
CREATE TABLE event_passes (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  event TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  guest INTEGER NOT NULL,
  code TEXT NOT NULL,
  state TEXT NOT NULL CONSTRAINT ck_event_passes_state CHECK (state IN ('Valid', 'Cancelled', 'Admitted')),
  given_at INTEGER NOT NULL,
  admitted_at INTEGER,
  admitted_by TEXT,
  CONSTRAINT ck_event_passes_admitted CHECK ((state = 'Admitted') = (admitted_at IS NOT NULL AND admitted_by IS NOT NULL))
);
CREATE UNIQUE INDEX ux_event_passes_code ON event_passes (business_id, code);
CREATE UNIQUE INDEX ux_event_passes_person ON event_passes (business_id, event, contact_id, guest) WHERE state <> 'Cancelled';
CREATE TABLE event_refusals (
  business_id TEXT NOT NULL,
  event TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  refused_at INTEGER NOT NULL,
  PRIMARY KEY (business_id, event, contact_id)
);
