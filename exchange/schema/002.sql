-- The artist has thanked for a donation. Tables that one release has made know of it by this.
ALTER TABLE donations ADD COLUMN IF NOT EXISTS thanked BOOLEAN;
