-- Call things by other names.
--
-- KEYS  none: they are in the names
-- ARGV  as JSON, what otherwise.lua takes
-- include otherwise

call_otherwise(cjson.decode(ARGV[1]))
