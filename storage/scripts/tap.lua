-- Remember a tap of a fan; false if it is known, so that nothing happens twice.
local function first_time(taps, tap, now, keep)
  if redis.call('ZADD', taps, 'NX', now, tap) == 0 then return false end
  redis.call('ZREMRANGEBYSCORE', taps, '-inf', digits(tonumber(now) - tonumber(keep)))
  redis.call('PEXPIRE', taps, keep)
  return true
end
