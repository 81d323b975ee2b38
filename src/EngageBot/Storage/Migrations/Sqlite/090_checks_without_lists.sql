-- A list of three or more words in a CHECK or in an index's WHERE is built anew, as a table of its own, by each statement that writes a row:
-- seven of them for each message. The same rules without lists. Nothing on disk depends on how a CHECK is worded, so only the words are changed
-- (sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"); the index made below has every connection read them again.
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(sql,
  'CHECK (state IN (''Received'', ''Handling'', ''Handled'', ''Dead'', ''Quarantined''))',
  'CHECK (state = ''Handled'' OR state = ''Received'' OR state = ''Handling'' OR state = ''Dead'' OR state = ''Quarantined'')')
WHERE type = 'table' AND name = 'inbox';

UPDATE sqlite_schema SET sql = replace(replace(sql,
  'CHECK (kind IN (''Reply'', ''Case'', ''Notice'', ''Promotion''))',
  'CHECK (kind = ''Reply'' OR kind = ''Case'' OR kind = ''Notice'' OR kind = ''Promotion'')'),
  'CHECK (state IN (''Queued'', ''Sending'', ''Sent'', ''Delivered'', ''Read'', ''Dead'', ''Expired'', ''Cancelled'', ''Uncertain''))',
  'CHECK (state = ''Sending'' OR state = ''Sent'' OR state = ''Queued'' OR state = ''Delivered'' OR state = ''Read'' OR state = ''Dead'' OR state = ''Expired'' OR state = ''Cancelled'' OR state = ''Uncertain'')')
WHERE type = 'table' AND name = 'outbox';

PRAGMA writable_schema = OFF;

-- What is being sent is found by ix_outbox_chat: every message would enter this index only to leave it again.
DROP INDEX ix_outbox_trouble;
CREATE INDEX ix_outbox_trouble ON outbox (state, id) WHERE state IN ('Dead', 'Uncertain');
