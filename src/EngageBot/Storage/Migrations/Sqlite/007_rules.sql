-- Rules of every kind in one table; the programme was the first kind.
CREATE TABLE rules (
  id INTEGER NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL CONSTRAINT ck_rules_version CHECK (version > 0),
  effective_from INTEGER NOT NULL,
  content TEXT,
  published_at INTEGER NOT NULL,
  published_by TEXT
);
CREATE UNIQUE INDEX ux_rules_version ON rules (business_id, kind, key, version);
CREATE INDEX ix_rules_in_force ON rules (business_id, kind, key, effective_from, version);
INSERT INTO rules (business_id, kind, key, version, effective_from, content, published_at)
  SELECT business_id, 'programme', 'points', version, effective_from, rules, effective_from FROM programmes ORDER BY id;
DROP TABLE programmes;
