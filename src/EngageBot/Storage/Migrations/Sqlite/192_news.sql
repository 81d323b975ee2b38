-- Which news somebody has heard, and how often they want it.
CREATE TABLE told_news (
  contact_id TEXT NOT NULL,
  news TEXT NOT NULL,
  business_id TEXT NOT NULL,
  told_at INTEGER NOT NULL,
  PRIMARY KEY (contact_id, news)
);
ALTER TABLE contact_preferences ADD COLUMN digest TEXT CONSTRAINT ck_contact_preferences_digest CHECK (digest IS NULL OR digest IN ('week', 'month', 'never'));
