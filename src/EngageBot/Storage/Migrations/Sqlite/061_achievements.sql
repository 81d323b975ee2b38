-- What members have reached by buying.
CREATE TABLE achievements (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  business_id TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id),
  key TEXT NOT NULL,
  period TEXT NOT NULL,
  rule_version INTEGER NOT NULL,
  earned_at INTEGER NOT NULL,
  taken_at INTEGER
);
CREATE UNIQUE INDEX ux_achievements_once ON achievements (contact_id, key, period) WHERE taken_at IS NULL;
