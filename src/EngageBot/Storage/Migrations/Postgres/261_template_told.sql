-- What staff were last told of a template: a change is told once, whichever way it was heard.
ALTER TABLE message_templates ADD COLUMN told TEXT;
