-- Return members with a score above a cursor, lowest first, and the cursor after them (empty: they
-- were the last).
--
-- KEYS  a sorted set
-- ARGV  cursor, limit
-- include crowd

return {crowd(KEYS[1], ARGV[1], tonumber(ARGV[2]))}
