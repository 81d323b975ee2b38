-- Customers who were not content with how a case ended are asked once more.
ALTER TABLE cases ADD COLUMN resurvey_at INTEGER;
