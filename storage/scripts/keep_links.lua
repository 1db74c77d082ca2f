-- Keep invoice links beside those of the same edition; those of another go, and so do too many: of
-- records that are deleted, links stay, and one that is missed is made anew.
--
-- KEYS  hash of the links
-- ARGV  edition, how many at most, field, link, field, link, ...

local kept = redis.call('HGET', KEYS[1], 'edition')
if kept ~= ARGV[1] or redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'edition', ARGV[1])
end
return redis.call('HSET', KEYS[1], unpack(ARGV, 3))
