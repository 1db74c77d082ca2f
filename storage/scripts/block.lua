-- Block somebody: they publish nothing, and their profile is hidden; a notice that is put in the same
-- step has all else hidden that they made public. Blocked already, they stay so, and nothing is put.
--
-- KEYS  everybody who is blocked, how they are supported, mark of the notice's id, its stream, then as
--       in away.lua: their profile
-- ARGV  facts of the profile as JSON, who is blocked, now (milliseconds), by whom, why, in words, id
--       of the notice, its text, seconds to remember it
-- include away

local at = {unpack(KEYS, 5)}
if redis.call('EXISTS', at[10]) == 1 then return 0 end
redis.call('HSET', at[10], 'at', ARGV[3], 'by', ARGV[4], 'why', ARGV[5], 'words', ARGV[6])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
redis.call('HSET', KEYS[2], 'blocked', '1')
put_away(at, cjson.decode(ARGV[1]))
if redis.call('SET', KEYS[3], '1', 'NX', 'EX', ARGV[9]) then
  redis.call('XADD', KEYS[4], '*', 'id', ARGV[7], 'text', ARGV[8])
end
return 1
