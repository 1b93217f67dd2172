-- How well a call could be heard: the last `call.quality` of its station, as the protocol writes it.
ALTER TABLE call ADD COLUMN quality TEXT;
