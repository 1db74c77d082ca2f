-- Take leave to send one message (GCRA: theoretical arrival times; and a count of the last second).
-- KEYS: pace of all, pace of the chat; pause of all, pause of the chat; turns of the chat; when the
--       latest messages went out; mark that sending is stopped; until when news wait for money
-- ARGV: microseconds between messages to all, how far ahead of that a burst may run; the same two
--       for the chat; microseconds that may be waited out at once; now ('' is the server's); how
--       many messages a second may see; '1' if this one can wait for others, and how much of the
--       burst in microseconds it leaves them; '1' if it goes on when sending is stopped
-- Returns how many microseconds to wait before asking again, 0 if leave is taken; and 1 if that is
-- for the sake of all, 0 if for that of the chat; -1 and 1 if sending is stopped.
-- include moment
if ARGV[10] ~= '1' and redis.call('EXISTS', KEYS[7]) == 1 then return {-1, 1} end
local now = tonumber(ARGV[6])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end

local function nth_latest(n)
  return tonumber(redis.call('LINDEX', KEYS[6], n - 1) or '0')
end

if nth_latest(1) > now then redis.call('DEL', KEYS[6]) end -- the clock was set back

local after, wait = {}, {}
for n = 1, 2 do
  local interval, ahead = tonumber(ARGV[2 * n - 1]), tonumber(ARGV[2 * n])
  local next = math.max(moment_at(KEYS[n], now), now)
  if n == 1 then ahead = ahead - ARGV[9] end
  wait[n] = math.max(0, next - now - ahead, moment_at(KEYS[n + 2], now) - now)
  after[n] = next + interval
end
wait[1] = math.max(wait[1], nth_latest(ARGV[7]) + 1000000 - now)
if ARGV[8] == '1' then
  wait[1] = math.max(wait[1], moment_at(KEYS[8], now) - now)
elseif wait[1] > wait[2] and wait[1] <= tonumber(ARGV[5]) then
  remember(KEYS[8], now + wait[1] + ARGV[1], now) -- the next message is this one
end

if wait[2] > tonumber(ARGV[5]) then
  -- Each gets a turn of its own, lest all who wait for a chat come back at once, time and again.
  local turn = math.max(now + wait[2], moment_at(KEYS[5], now))
  remember(KEYS[5], turn + ARGV[3], now)
  return {turn - now, 0}
end
if wait[1] > wait[2] then return {wait[1], 1} end
if wait[2] > 0 then return {wait[2], 0} end
for n = 1, 2 do remember(KEYS[n], after[n], now) end
redis.call('LPUSH', KEYS[6], string.format('%.0f', now))
redis.call('LTRIM', KEYS[6], 0, ARGV[7] - 1)
redis.call('PEXPIRE', KEYS[6], 2000)
if ARGV[8] ~= '1' then redis.call('DEL', KEYS[8]) end
return {0, 0}
