-- Count that a fan listened to a track, or discard it with a reason.
-- Returns whether it counts (1, 0), the track's plays and the reason; nothing if there is no track.
--
-- KEYS  the track, its stats, totals, changed, what the fan heard of the artist, days of the
--       artist, days of the track, listeners of the track today, listeners of the artist today, the
--       fan's touches, sources of the artist today, then what `award` takes
-- ARGV  fan, track id, now in milliseconds, day, pause in milliseconds, how many a day count,
--       the profile's key, seconds to keep what was heard, seconds to keep listeners, artist,
--       milliseconds a touch lasts, seconds to keep sources; the points of the first play in a day,
--       what the keys of points of a day begin with, what today is called among the days to come to
--       an end, and when it does
-- include record
-- include source
-- include award
-- include day

local stats, totals, changed, heard = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local fan, id, now, day = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local pause, often = tonumber(ARGV[5]), tonumber(ARGV[6])

if redis.call('EXISTS', KEYS[1]) == 0 then return false end

local function answer(counted, reason)
  return {counted, count_of(stats, 'plays'), reason}
end

local counted_at = tonumber(redis.call('HGET', heard, 'counted:' .. id))
if counted_at == now then return answer(1, '') end -- the same command, sent again

local today = math.floor(now / 86400000)
local count, first = 0, count_of(heard, 'day') < today
if today <= count_of(heard, 'day') then
  today, count = count_of(heard, 'day'), count_of(heard, 'count')
end

local reason
if counted_at and now - counted_at < pause then
  reason = 'again'
elseif count >= often then
  reason = 'often'
end

if reason then
  if redis.call('HGET', heard, 'discarded:' .. id) ~= ARGV[3] then
    redis.call('HSET', heard, 'discarded:' .. id, ARGV[3])
    redis.call('EXPIRE', heard, ARGV[8])
    begin_days(totals, KEYS[6], day)
    count_day(KEYS[6], KEYS[7], true, day, reason, 1)
    for _, name in ipairs({'discarded', 'discarded.' .. reason}) do
      redis.call('HINCRBY', stats, name, 1)
      redis.call('HINCRBY', totals, name, 1)
    end
  end
  return answer(0, reason)
end

redis.call('HSET', heard, 'counted:' .. id, ARGV[3], 'day', digits(today), 'count', count + 1)
redis.call('EXPIRE', heard, ARGV[8])
begin_days(totals, KEYS[6], day)
redis.call('HINCRBY', stats, 'plays', 1)
redis.call('HINCRBY', totals, 'plays', 1)
redis.call('HINCRBY', totals, 'totalPlays', 1)
count_day(KEYS[6], KEYS[7], true, day, 'plays', 1)
count_hour(KEYS[6], day, math.floor(now / 3600000) % 24)
for i = 8, 9 do
  redis.call('PFADD', KEYS[i], fan)
  redis.call('EXPIRE', KEYS[i], ARGV[9])
end
local source = source_of(KEYS[10], ARGV[10], ARGV[3], ARGV[11])
count_source(KEYS[11], source, 'plays', 1, ARGV[12])
local points = tonumber(ARGV[13])
if first and points > 0 then
  award({unpack(KEYS, 12, 16)}, ARGV[14], fan, points, day, {as = ARGV[15], at = ARGV[16]})
end
mark_changed(changed, KEYS[1])
mark_changed(changed, ARGV[7])
return answer(1, '')
