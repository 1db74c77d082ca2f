-- Let there be comments on a record, or not. Returns 1; nothing if there is no record.
--
-- KEYS  the record, its stats
-- ARGV  whether there are

if redis.call('EXISTS', KEYS[1]) == 0 then return false end
if ARGV[1] == '1' then
  redis.call('HDEL', KEYS[2], 'comments.off')
else
  redis.call('HSET', KEYS[2], 'comments.off', 1)
end
return 1
