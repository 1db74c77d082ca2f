-- Remember that a concert was written, so that what is planned for it follows. Touched again, it
-- gets a greater score: whoever saw the one before does not take it for settled.
local function touch(touched, key)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local before = tonumber(redis.call('ZSCORE', touched, key) or '0')
  redis.call('ZADD', touched, string.format('%.0f', math.max(now, before + 1)), key)
end
