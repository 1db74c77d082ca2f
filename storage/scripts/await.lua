-- Keep whether a fan wants to be told when a draft is out. Returns whether they do, and how many do;
-- nothing if it is not announced.
--
-- KEYS  what the artist has announced, those who wait, the fan's taps, the mark of a blocked artist
-- ARGV  the draft among them, fan, the fan's number, 1, 0 or nothing for the other than now, tap, now
--       in milliseconds, milliseconds to remember the tap
-- include record
-- include tap

if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return false end
if redis.call('EXISTS', KEYS[4]) == 1 then return false end

if first_time(KEYS[3], ARGV[5], ARGV[6], ARGV[7]) then
  local wants = ARGV[4] == '1' or (ARGV[4] == '' and not redis.call('ZSCORE', KEYS[2], ARGV[2]))
  if wants then
    redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
  else
    redis.call('ZREM', KEYS[2], ARGV[2])
  end
end
return {redis.call('ZSCORE', KEYS[2], ARGV[2]) and 1 or 0, redis.call('ZCARD', KEYS[2])}
