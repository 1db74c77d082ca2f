-- Numbers of a day, in the hashes of an artist and of a track: `{day}:{name}`.

-- Remember since which day everything is counted by day; empty: there was nothing before. What an
-- earlier release counted, or an import brought, is of no day. Call it before anything is counted.
local function begin_days(totals, days, day)
  if redis.call('HEXISTS', days, 'since') == 1 then return end
  local before = 0
  for _, name in ipairs({'plays', 'likes', 'downloads', 'shares', 'comments', 'discarded'}) do
    before = before + count_of(totals, name)
  end
  redis.call('HSET', days, 'since', before > 0 and day or '')
end

-- What is done to other things than tracks is counted for the artist alone, under another name, so
-- that the numbers of all tracks are the artist's.
local function count_day(artist_days, track_days, is_track, day, name, delta)
  if is_track then
    redis.call('HINCRBY', artist_days, day .. ':' .. name, delta)
    redis.call('HINCRBY', track_days, day .. ':' .. name, delta)
  else
    redis.call('HINCRBY', artist_days, day .. ':other.' .. name, delta)
  end
end

-- The hours of a day in UTC are one field, 24 numbers: who reads it knows the zone of that day.
local function count_hour(days, day, hour)
  local counts, field = {}, day .. ':hours'
  for count in string.gmatch(redis.call('HGET', days, field) or string.rep('0 ', 24), '%d+') do
    counts[#counts + 1] = count
  end
  counts[hour + 1] = digits(tonumber(counts[hour + 1]) + 1)
  redis.call('HSET', days, field, table.concat(counts, ' '))
end
