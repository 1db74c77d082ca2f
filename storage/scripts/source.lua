-- Where a fan came from, and counting what came of it. A fan's touches are a hash from an artist to
-- `{first source} {when} {last source} {when}`.

-- Return the source that what a fan does now counts for.
local function source_of(touches, artist, now, lasts)
  local seen = redis.call('HGET', touches, artist)
  if not seen then return 'direct' end
  local last, at = string.match(seen, '(%S+) (%d+)$')
  return tonumber(now) - tonumber(at) <= tonumber(lasts) and last or 'direct'
end

-- Remember that a fan came by a source: the first time stays, the last is the latest.
local function touch_by(touches, artist, source, now)
  local seen = redis.call('HGET', touches, artist)
  local latest = source .. ' ' .. now
  local first = seen and string.match(seen, '^%S+ %d+') or latest
  if seen and tonumber(string.match(seen, '%d+$')) > tonumber(now) then return end
  redis.call('HSET', touches, artist, first .. ' ' .. latest)
end

-- Return the name that a source is counted by: its own if all have it, or this artist.
local function name_of_source(names, common, source)
  if common == '1' or redis.call('HEXISTS', names, source) == 1 then return source end
  return 'other'
end

local function count_source(day, source, what, by, keep)
  redis.call('HINCRBY', day, source .. ':' .. what, by)
  redis.call('EXPIRE', day, keep)
end
