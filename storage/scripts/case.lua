-- Add a step to a case, once by its id. The first step opens the case.
--
-- KEYS  the case, open cases, the cases of its person
-- ARGV  id of the case, its person, its charge, id of the step, the step as JSON, its time
--       (milliseconds), whether an admin took it (1), the number of the last step that the admin
--       has seen ('' is whatever there was), whether the case is open after it (1, 0, '' as before)
-- Returns the number of the step; 0 if another admin was faster; -1 if the case is another's.

local case, step = KEYS[1], 'step:' .. ARGV[4]
local person = redis.call('HGET', case, 'person')
if person and person ~= ARGV[2] then return -1 end

local known = redis.call('HGET', case, step)
if known then return tonumber(known) end

local by_admin = ARGV[7] == '1'
if by_admin and ARGV[8] ~= '' then
  if tonumber(redis.call('HGET', case, 'admin') or '0') > tonumber(ARGV[8]) then return 0 end
end

if not person then
  redis.call('HSET', case, 'person', ARGV[2], 'charge', ARGV[3], 'open', '1')
  redis.call('ZADD', KEYS[3], ARGV[6], ARGV[1])
end
local n = redis.call('HINCRBY', case, 'n', 1)
redis.call('HSET', case, step, n, 'log:' .. n, ARGV[5])
if by_admin then redis.call('HSET', case, 'admin', n) end
if ARGV[9] ~= '' then redis.call('HSET', case, 'open', ARGV[9]) end
if ARGV[9] == '1' then
  redis.call('ZADD', KEYS[2], ARGV[6], ARGV[1])
elseif ARGV[9] == '0' then
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return n
