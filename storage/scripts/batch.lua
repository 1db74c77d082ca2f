-- Take the donations that gathered as a batch; taken again, the same ones.
--
-- KEYS  donations that gather, those of the batch
-- ARGV  the name of the batch, seconds to remember it
-- Returns the donations, oldest first.

if redis.call('EXISTS', KEYS[2]) == 0 then
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
  if first ~= ARGV[1] then return {} end
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return redis.call('ZRANGE', KEYS[2], 0, -1)
