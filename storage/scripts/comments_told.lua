-- Let an artist be told of the comments that came since they last were: from which to which. The
-- same notice gets the same again.
--
-- KEYS  the thread, how far the artist was told
-- ARGV  id of the notice, now in milliseconds, milliseconds to remember it

local told = KEYS[2]
if redis.call('HGET', told, 'notice') ~= ARGV[1] then
  local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
  local from = redis.call('HGET', told, 'upto') or newest or '0'
  local upto = math.max(tonumber(from), tonumber(newest or '0'))
  redis.call('HSET', told, 'notice', ARGV[1], 'at', ARGV[2], 'from', from, 'upto', upto)
  redis.call('HINCRBY', told, 'times', 1)
  redis.call('PEXPIRE', told, ARGV[3])
end
return redis.call('HMGET', told, 'from', 'upto')
