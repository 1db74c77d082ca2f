-- Move what is due into its stream.
-- KEYS: due, waiting, the streams
-- ARGV: at most how many, until when in milliseconds ('' is the server's now), then the classes
-- Returns how many.
local upto = ARGV[2]
if upto == '' then
  local time = redis.call('TIME')
  upto = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
end
local stream = {}
for n = 3, #ARGV do stream[ARGV[n]] = KEYS[n] end
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', upto, 'LIMIT', 0, ARGV[1])
for _, id in ipairs(ids) do
  local waiting = redis.call('HGET', KEYS[2], id)
  local class, tries, text = string.match(waiting or '', '^(%w+) (%d+) (.*)$')
  if class then -- one of another release goes last
    local queue = stream[class] or KEYS[#KEYS]
    redis.call('XADD', queue, '*', 'id', id, 'text', text, 'tries', tries)
  end
  redis.call('HDEL', KEYS[2], id)
  redis.call('ZREM', KEYS[1], id)
end
return #ids
