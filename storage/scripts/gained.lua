-- Who gains followers, day by day, for the catalogue. Whoever leaves counts for the day they came:
-- coming and going again and again gains nobody anything.

local DAY = 86400000
local KEPT = 15 * 86400 -- seconds

local function gained_on(base, at)
  return base .. ':gained:' .. math.floor(at / DAY)
end

local function gain(base, artist, at)
  local day = gained_on(base, at)
  redis.call('ZINCRBY', day, 1, artist)
  redis.call('EXPIRE', day, KEPT)
end

local function take_back(base, artist, since)
  local day = gained_on(base, since)
  if not redis.call('ZSCORE', day, artist) then return end
  if tonumber(redis.call('ZINCRBY', day, -1, artist)) < 1 then redis.call('ZREM', day, artist) end
end
