-- Move what is due into its stream.
-- KEYS: due, waiting, since when those wait that wait for a while, the streams
-- ARGV: at most how many, until when in milliseconds ('' is the server's now), then the classes
-- Returns how many.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))

-- Where the clock was set back, what waits for a while waits for that from now.
local ahead = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1000)
for n = 1, #ahead, 2 do
  local id, since = ahead[n], ahead[n + 1]
  if redis.call('ZSCORE', KEYS[1], id) then
    redis.call('ZINCRBY', KEYS[1], now - since, id)
    redis.call('ZADD', KEYS[3], now, id)
  else -- another release has handed it out
    redis.call('ZREM', KEYS[3], id)
  end
end

local stream = {}
for n = 3, #ARGV do stream[ARGV[n]] = KEYS[n + 1] end
local upto = ARGV[2] == '' and now or ARGV[2]
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', upto, 'LIMIT', 0, ARGV[1])
for _, id in ipairs(ids) do
  local waiting = redis.call('HGET', KEYS[2], id)
  local class, tries, text = string.match(waiting or '', '^(%w+) (%d+) (.*)$')
  if class then -- one of another release goes last
    local queue = stream[class] or KEYS[#KEYS]
    redis.call('XADD', queue, '*', 'id', id, 'text', text, 'tries', tries)
  end
  redis.call('HDEL', KEYS[2], id)
  redis.call('ZREM', KEYS[3], id)
  redis.call('ZREM', KEYS[1], id)
end
return #ids
