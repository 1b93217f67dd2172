-- The unit's id in the management API, if the room list names it; what `property apply` found is in `property_room`.
ALTER TABLE unit ADD COLUMN amazon_unit TEXT;
