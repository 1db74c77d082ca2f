-- Moments to come that are kept each with when it was: where the clock was set back since, they are
-- as far ahead as they were.
local function remember(key, moment, now)
  local life = math.ceil((moment - now) / 1000) + 1000
  redis.call('SET', key, string.format('%.0f %.0f', moment, now), 'PX', life)
end

local function moment_at(key, now)
  local kept, since = string.match(redis.call('GET', key) or '0', '^(%d+) ?(%d*)$')
  kept, since = tonumber(kept), tonumber(since) or 0 -- the release before kept no more than one
  if since > now then
    kept = kept - since + now
    remember(key, kept, now)
  end
  return kept
end
