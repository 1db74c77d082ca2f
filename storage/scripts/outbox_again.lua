-- Put a notice into the outbox that is put again and again: at once, if there was none in this span,
-- else at the end of it; while one waits, that one does for all.
-- KEYS: marks of this span and of the next, its stream, due, waiting, since when those wait that wait
--       for a while
-- ARGV: id, text, seconds to remember the spans, when this one ends in milliseconds, its class
-- Returns 1, or 0 if one waits.
if redis.call('HEXISTS', KEYS[5], ARGV[1]) == 1 then return 0 end
if redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[3]) then
  redis.call('XADD', KEYS[3], '*', 'id', ARGV[1], 'text', ARGV[2])
else
  redis.call('SET', KEYS[2], '1', 'EX', ARGV[3])
  redis.call('HSET', KEYS[5], ARGV[1], ARGV[5] .. ' 0 ' .. ARGV[2])
  redis.call('ZADD', KEYS[4], ARGV[4], ARGV[1])
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZADD', KEYS[6], string.format('%.0f', now), ARGV[1])
end
return 1
