-- Put the notice that a goal has come past a milestone, unless it, or a later one, was told.
--
-- KEYS  what the artist settled, mark of the notice's id, its stream
-- ARGV  goal, how many Stars it is of, percent, id of the notice, its text, seconds to remember it

local goal, stars, told = unpack(redis.call('HMGET', KEYS[1], 'goal_id', 'goal_stars', 'goal_told'))
if goal ~= ARGV[1] or stars ~= ARGV[2] then return 0 end -- another by now, which knows what is told
if tonumber(told or '0') >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], 'goal_told', ARGV[3])
if redis.call('SET', KEYS[2], '1', 'NX', 'EX', ARGV[6]) then
  redis.call('XADD', KEYS[3], '*', 'id', ARGV[4], 'text', ARGV[5])
end
return 1
