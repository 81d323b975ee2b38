-- Which message of the customer a note in the staff chat shows: a reaction to the note is shown below that message.
ALTER TABLE staff_relays ADD COLUMN message_id TEXT;
