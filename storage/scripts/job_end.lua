-- Remember what came of a job and when it is due next; nothing if another process has taken it over.
-- KEYS: its lease, what is known of jobs
-- ARGV: owner, the job, when it is due in milliseconds; then name and text of what to remember, where
--       the text `now` is that of the server
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HSET', KEYS[2], ARGV[2] .. '/due', ARGV[3])
for n = 4, #ARGV, 2 do
  redis.call('HSET', KEYS[2], ARGV[2] .. '/' .. ARGV[n], ARGV[n + 1] == 'now' and now or ARGV[n + 1])
end
redis.call('DEL', KEYS[1])
return 1
