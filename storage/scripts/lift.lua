-- Block somebody no more, and show their profile again; a notice that is put in the same step has
-- all else shown that was hidden. Returns whether they were blocked; if not, nothing is put.
--
-- KEYS  as for block.lua
-- ARGV  facts of the profile as JSON, who is blocked no more, id of the notice, its text, seconds to
--       remember it
-- include away

local at = {unpack(KEYS, 5)}
if redis.call('DEL', at[10]) == 0 then return 0 end
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('HDEL', KEYS[2], 'blocked')
bring_back(at, cjson.decode(ARGV[1]))
if redis.call('SET', KEYS[3], '1', 'NX', 'EX', ARGV[5]) then
  redis.call('XADD', KEYS[4], '*', 'id', ARGV[3], 'text', ARGV[4])
end
return 1
