-- The unit's id in the management API, as the room list names it or onboarding found it.
ALTER TABLE unit ADD COLUMN amazon_unit TEXT;
