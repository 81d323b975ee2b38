-- How the business addresses its customers, and what a customer chose instead.

ALTER TABLE businesses ADD COLUMN tone TEXT NOT NULL DEFAULT 'formal' CHECK (tone IN ('formal', 'informal'));
ALTER TABLE contacts ADD COLUMN tone TEXT CHECK (tone IS NULL OR tone IN ('formal', 'informal'));
