-- Take what was kept for somebody's digest; taken again for the same week, it is the same.
-- KEYS: what is kept, what was taken for that week
-- ARGV: seconds to remember that, since when something was kept that is told (milliseconds)
-- Returns it, oldest first.
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('EXPIRE', KEYS[2], ARGV[1])
end
return redis.call('ZRANGEBYSCORE', KEYS[2], ARGV[2], '+inf')
