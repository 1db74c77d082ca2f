-- Take leave to send one message, by the server's clock (GCRA: theoretical arrival times).
-- KEYS: pace of all, pace of the chat, pause
-- ARGV: microseconds between messages to all, how far ahead of that a burst may run; the same two
--       for the chat
-- Returns 0, or how many milliseconds to wait before asking again; then nothing is taken.
local pause = redis.call('PTTL', KEYS[3])
if pause > 0 then return pause end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local wait = 0
local at = {}
for n = 1, 2 do
  local next = tonumber(redis.call('GET', KEYS[n]) or '0')
  if next < now then next = now end
  wait = math.max(wait, next - now - ARGV[2 * n])
  at[n] = next + ARGV[2 * n - 1]
end
if wait > 0 then return math.ceil(wait / 1000) end
for n = 1, 2 do
  redis.call('SET', KEYS[n], string.format('%.0f', at[n]), 'PX', math.ceil((at[n] - now) / 1000))
end
return 0
