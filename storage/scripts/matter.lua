-- What people say is wrong with one thing, and what became of that. It is open from the first
-- report, or objection, until an admin decides; then it may be opened again, and counts anew.

local function is_open(matter)
  return redis.call('HGET', matter, 'open') == '1'
end

local function opened(matter)
  return tonumber(redis.call('HGET', matter, 'opened') or '0')
end

local function begin(matter, subject)
  redis.call('HSETNX', matter, 'subject', subject)
end

-- Open a matter, unless it is open. What was said before is older than this.
local function open(matter, all_open, id, now)
  if is_open(matter) then return end
  local closed = tonumber(redis.call('HGET', matter, 'closed') or '0')
  now = math.max(now, closed + 1)
  for _, field in ipairs(redis.call('HKEYS', matter)) do
    if string.sub(field, 1, 7) == 'reason:' then redis.call('HDEL', matter, field) end
  end
  redis.call('HSET', matter, 'open', '1', 'opened', string.format('%.0f', now), 'reports', 0)
  redis.call('ZADD', all_open, string.format('%.0f', now), id)
end

local function close(matter, all_open, id, now)
  now = math.max(now, tonumber(redis.call('HGET', matter, 'opened') or '0'))
  redis.call('HSET', matter, 'open', '0', 'closed', string.format('%.0f', now))
  redis.call('ZREM', all_open, id)
end
