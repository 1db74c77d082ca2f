-- Keep invoice links beside those of the same edition; those of another go.
--
-- KEYS  hash of the links
-- ARGV  edition, field, link, field, link, ...

if redis.call('HGET', KEYS[1], 'edition') ~= ARGV[1] then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'edition', ARGV[1])
end
return redis.call('HSET', KEYS[1], unpack(ARGV, 2))
