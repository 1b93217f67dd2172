-- What came of a call, in the words of whoever made it, and what colleagues should know.
ALTER TABLE call ADD COLUMN outcome TEXT;
ALTER TABLE call ADD COLUMN note TEXT;
-- Call-backs that staff open: who did, what is asked for, and the note.
ALTER TABLE callback ADD COLUMN opened_by TEXT;
ALTER TABLE callback ADD COLUMN errand TEXT NOT NULL DEFAULT 'call';
ALTER TABLE callback ADD COLUMN note TEXT;
