-- Keep updates that are not yet known.
-- KEYS: stream, then for each update its bitmap
-- ARGV: seconds to remember ids; then for each update: bit, id, raw
-- Returns how many were new.
local stream = KEYS[1]
local kind = redis.call('TYPE', stream).ok
if kind ~= 'none' and kind ~= 'stream' then
  return redis.error_reply('WRONGTYPE ' .. stream .. ' is not a stream')
end
local new = 0
for n = 2, #KEYS do
  local bit, id, raw = ARGV[n * 3 - 4], ARGV[n * 3 - 3], ARGV[n * 3 - 2]
  if redis.call('GETBIT', KEYS[n], bit) == 0 then
    redis.call('XADD', stream, '*', 'id', id, 'raw', raw)
    redis.call('SETBIT', KEYS[n], bit, 1)
    new = new + 1
  end
  redis.call('EXPIRE', KEYS[n], ARGV[1])
end
return new
