-- Let a fan follow an artist. Returns whether that is new.
--
-- KEYS  the followers by number, the followers by time, whom the fan follows, the artist's totals,
--       days of the artist, changed, the followers who are away, the fan's touches, sources of the
--       artist today, the catalogue, fans who are to be placed
-- ARGV  fan, artist, the fan's number, now in milliseconds, day, the profile's key, milliseconds a
--       touch lasts, seconds to keep sources
-- include record
-- include source
-- include gained

local since = redis.call('ZSCORE', KEYS[2], ARGV[1])
if since then
  -- The same command, sent again, gets the same answer.
  return tonumber(since) == tonumber(ARGV[4]) and 1 or 0
end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[2])
redis.call('HINCRBY', KEYS[4], 'subscribers', 1)
redis.call('HINCRBY', KEYS[5], ARGV[5] .. ':gained', 1)
count_source(KEYS[9], source_of(KEYS[8], ARGV[2], ARGV[4], ARGV[7]), 'follows', 1, ARGV[8])
mark_changed(KEYS[6], ARGV[6])
gain(KEYS[10], ARGV[2], ARGV[4])
touch(KEYS[11], ARGV[2] .. ':' .. ARGV[1])
return 1
