-- Note at an artist whether a follower can be told anything.
--
-- KEYS  the followers by number, the followers by time, the followers who are away, the person,
--       fans who are to be placed
-- ARGV  fan, the fan's number, artist
-- include touch

if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return end -- has stopped following meanwhile
local from, to = KEYS[3], KEYS[1]
if redis.call('HGET', KEYS[4], 'blocked') == '1' then from, to = to, from end
redis.call('ZREM', from, ARGV[1])
redis.call('ZADD', to, ARGV[2], ARGV[1])
touch(KEYS[5], ARGV[3] .. ':' .. ARGV[1])
