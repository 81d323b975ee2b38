-- Which businesses have rules of a kind is asked at every purchase and by every clock.
CREATE INDEX ix_rules_kind ON rules (kind, business_id);
