-- Begin a job that is due, unless another process is at it.
-- KEYS: its lease, what is known of jobs
-- ARGV: owner, milliseconds of the lease, the job, '1' if it is due whatever is known
-- Returns now in milliseconds; whether it begins: 1, 0, or -1 if nobody knows when it is due; and
-- when it is due, if that is yet to come, else 0.
-- include taken
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[4] ~= '1' then
  local due = redis.call('HGET', KEYS[2], ARGV[3] .. '/due')
  if not due then return {now, -1, 0} end
  if now < tonumber(due) then return {now, 0, tonumber(due)} end
end
if taken(KEYS[1], ARGV[1], ARGV[2]) then return {now, 0, 0} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('HSET', KEYS[2], ARGV[3] .. '/began', string.format('%.0f', now))
return {now, 1, 0}
