-- Help for hearing in the calls of a unit, in decibels; NULL until somebody sets it. `resident`: what the desk says, for the resident;
-- `desk`: what the resident says, for the desk.
ALTER TABLE unit ADD COLUMN resident_gain_db INTEGER CHECK (resident_gain_db BETWEEN 0 AND 18);
ALTER TABLE unit ADD COLUMN resident_presence_db INTEGER CHECK (resident_presence_db BETWEEN 0 AND 12);
ALTER TABLE unit ADD COLUMN desk_gain_db INTEGER CHECK (desk_gain_db BETWEEN 0 AND 18);
ALTER TABLE unit ADD COLUMN desk_presence_db INTEGER CHECK (desk_presence_db BETWEEN 0 AND 12);
