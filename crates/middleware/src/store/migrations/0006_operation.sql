-- Who did what is no call: accounts over the network, people at the command line.
ALTER TABLE audit ADD COLUMN account TEXT;    -- the account that did it
ALTER TABLE audit ADD COLUMN os_user TEXT;    -- the operating system's user who typed it
ALTER TABLE audit ADD COLUMN subject TEXT;    -- to whom or to what it was done

-- What retention looks for.
CREATE INDEX call_by_end ON call (ended_ms) WHERE live IS NULL;
CREATE INDEX callback_done ON callback (called_ms) WHERE done;

-- What an account may: 'staff' calls, 'admin' also reads the audit trail and ends sign-ins.
ALTER TABLE staff ADD COLUMN role TEXT NOT NULL DEFAULT 'staff' CHECK (role IN ('staff', 'admin'));
