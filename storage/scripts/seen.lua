-- Remember what is told of a person, writing only what changed; return the whole hash.
--
-- KEYS  the person
-- ARGV  now in milliseconds, then name and text of each field; an empty text is none

redis.call('HSETNX', KEYS[1], 'since', ARGV[1])
for i = 2, #ARGV, 2 do
  if (redis.call('HGET', KEYS[1], ARGV[i]) or '') ~= ARGV[i + 1] then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
return redis.call('HGETALL', KEYS[1])
