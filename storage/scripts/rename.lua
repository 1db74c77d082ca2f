-- Rename keys, fields and members.
--
-- KEYS  none: they are in the names
-- ARGV  as JSON, what renaming.lua takes
-- include renaming

rename_all(cjson.decode(ARGV[1]))
