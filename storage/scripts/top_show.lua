-- Show a fan among the top fans of an artist, or show them no more.
--
-- KEYS  points in all, of the last days, those who want to be seen by either
-- ARGV  fan, whether to show them

for i = 1, 2 do
  if ARGV[2] == '1' then
    redis.call('ZADD', KEYS[i + 2], redis.call('ZSCORE', KEYS[i], ARGV[1]) or '0', ARGV[1])
  else
    redis.call('ZREM', KEYS[i + 2], ARGV[1])
  end
end
