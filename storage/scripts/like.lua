-- Like a record, or take a like back. Returns whether the fan likes it now and how many do;
-- nothing if there is no record.
--
-- KEYS  the record, its stats, totals, changed, its likes, the fan's taps, days of the artist,
--       days of the track
-- ARGV  fan, tap, now in milliseconds, milliseconds to remember the tap, day, whether it is a
--       track, whether its likes are folded, the profile's key
-- include record
-- include tap
-- include day

local stats, totals, changed, likes = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local fan, now, day, is_track = ARGV[1], ARGV[3], ARGV[5], ARGV[6] == '1'

if redis.call('EXISTS', KEYS[1]) == 0 then return false end

if first_time(KEYS[6], ARGV[2], now, ARGV[4]) then
  local since = redis.call('HGET', likes, fan)
  local delta, of_the_day = 1, 1
  if since then
    redis.call('HDEL', likes, fan)
    delta = -math.min(1, count_of(stats, 'likes'))
    -- A like taken back on another day was still given on its own.
    local same = math.floor(tonumber(since) / 86400000) == math.floor(tonumber(now) / 86400000)
    of_the_day = same and -1 or 0
  else
    redis.call('HSET', likes, fan, now)
  end
  begin_days(totals, KEYS[7], day)
  if delta ~= 0 then
    redis.call('HINCRBY', stats, 'likes', delta)
    if is_track then redis.call('HINCRBY', totals, 'likes', delta) end
  end
  if of_the_day ~= 0 then count_day(KEYS[7], KEYS[8], is_track, day, 'likes', of_the_day) end
  if ARGV[7] == '1' then mark_changed(changed, KEYS[1]) end
end

return {redis.call('HEXISTS', likes, fan), count_of(stats, 'likes')}
