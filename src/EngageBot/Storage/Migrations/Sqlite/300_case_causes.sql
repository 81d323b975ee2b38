-- What lies behind cases: who has it, by when it is mended, and where else it may have struck.
CREATE TABLE case_causes (
  business_id TEXT NOT NULL,
  cause TEXT NOT NULL,
  owner TEXT,
  owner_name TEXT,
  fix_by INTEGER,
  fixed_at INTEGER,
  fixed_by TEXT,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (business_id, cause)
);
CREATE TABLE case_troubles (
  case_id TEXT NOT NULL PRIMARY KEY,
  business_id TEXT NOT NULL,
  cause TEXT NOT NULL,
  shop_id TEXT,
  item TEXT,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  CONSTRAINT ck_case_troubles_span CHECK (to_at > from_at),
  CONSTRAINT ck_case_troubles_where CHECK (shop_id IS NOT NULL OR item IS NOT NULL)
);
CREATE INDEX ix_case_troubles_cause ON case_troubles (business_id, cause);
