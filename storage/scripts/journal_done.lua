-- Forget handled updates.
-- KEYS: stream, tries
-- ARGV: group, then entry ids
for n = 2, #ARGV do
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[n])
  redis.call('XDEL', KEYS[1], ARGV[n])
  redis.call('HDEL', KEYS[2], ARGV[n])
end
return #ARGV - 1
