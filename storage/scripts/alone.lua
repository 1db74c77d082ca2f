-- Tell whether an artist is to hear of a donation on its own. If there were too many a moment ago,
-- it gathers with others. Asked again, it answers alike.
--
-- KEYS  donations that were told alone a moment ago, donations that gather
-- ARGV  donation, now (milliseconds), how many a window may see, milliseconds of the window
-- Returns '' if it is told alone, else the name of the batch that it gathers in.

local alone, gathering = KEYS[1], KEYS[2]
if redis.call('ZSCORE', alone, ARGV[1]) then return '' end
if not redis.call('ZSCORE', gathering, ARGV[1]) then
  redis.call('ZREMRANGEBYSCORE', alone, '-inf', ARGV[2] - ARGV[4])
  if redis.call('EXISTS', gathering) == 0 and redis.call('ZCARD', alone) < tonumber(ARGV[3]) then
    redis.call('ZADD', alone, ARGV[2], ARGV[1])
    redis.call('PEXPIRE', alone, ARGV[4])
    return ''
  end
  redis.call('ZADD', gathering, ARGV[2], ARGV[1])
end
return redis.call('ZRANGE', gathering, 0, 0, 'WITHSCORES')[2]
