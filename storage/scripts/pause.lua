-- Let nobody send for a while, by the server's clock; a longer pause stays.
-- KEYS: pause
-- ARGV: microseconds, now ('' is the server's)
-- include moment
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local till = now + ARGV[1]
if till > moment_at(KEYS[1], now) then remember(KEYS[1], till, now) end
