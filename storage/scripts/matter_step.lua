-- Add a step to a matter, once by its id. What an admin does is put into the log, and what follows
-- from that by itself.
--
-- KEYS  the matter, open matters, matters of the artist, the log
-- ARGV  id of the matter, its subject, id of the step, now (milliseconds), whether an admin took it
--       (1), the number of the last step that the admin has seen ('' is whatever there was), whether
--       the matter is open after it (1, 0, '' as before), then who, what, the reason, words
-- Returns the number of the step; 0 if another admin was faster.
-- include matter

local matter, step = KEYS[1], 'step:' .. ARGV[3]
local known = redis.call('HGET', matter, step)
if known then return tonumber(known) end

local by_admin, now = ARGV[5] == '1', tonumber(ARGV[4])
if by_admin and ARGV[6] ~= '' then
  if tonumber(redis.call('HGET', matter, 'admin') or '0') > tonumber(ARGV[6]) then return 0 end
end

begin(matter, ARGV[2])
redis.call('ZADD', KEYS[3], now, ARGV[1])
local n = redis.call('HINCRBY', matter, 'n', 1)
redis.call('HSET', matter, step, n,
  'by:' .. n, ARGV[8], 'at:' .. n, ARGV[4], 'what:' .. n, ARGV[9],
  'why:' .. n, ARGV[10], 'words:' .. n, ARGV[11])
if by_admin then redis.call('HSET', matter, 'admin', n) end
if by_admin or ARGV[8] == '' then
  redis.call('XADD', KEYS[4], '*', 'matter', ARGV[1], 'subject', ARGV[2], 'n', n,
    'by', ARGV[8], 'at', ARGV[4], 'what', ARGV[9], 'why', ARGV[10], 'words', ARGV[11])
end
if ARGV[7] == '1' then open(matter, KEYS[2], ARGV[1], now) end
if ARGV[7] == '0' then close(matter, KEYS[2], ARGV[1], now) end
return n
