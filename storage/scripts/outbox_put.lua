-- Put a notice into the outbox, once.
-- KEYS: mark of its id, its stream, due, waiting
-- ARGV: id, text, seconds to remember the id, when it is due in milliseconds ('' is now), its class
-- Returns 1, or 0 if it was put before.
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[3]) then return 0 end
if ARGV[4] == '' then
  redis.call('XADD', KEYS[2], '*', 'id', ARGV[1], 'text', ARGV[2])
else
  redis.call('HSET', KEYS[4], ARGV[1], ARGV[5] .. ' 0 ' .. ARGV[2])
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
end
return 1
