-- Change fields of a person who is there; return the whole hash, or nothing.
--
-- KEYS  the person, people of whom it is to be noted that they closed the bot, opened it or moved
-- ARGV  id of the person, then name and text of each field; an empty text takes it away

if redis.call('EXISTS', KEYS[1]) == 0 then return false end
for i = 2, #ARGV, 2 do
  local was = redis.call('HGET', KEYS[1], ARGV[i]) or ''
  local moved = ARGV[i] == 'city' and was ~= ARGV[i + 1]
  if moved or (ARGV[i] == 'blocked' and (was ~= ARGV[i + 1] or was ~= '')) then
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    redis.call('ZADD', KEYS[2], string.format('%.0f', now), ARGV[1])
  end
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[1], ARGV[i])
  else
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
return redis.call('HGETALL', KEYS[1])
