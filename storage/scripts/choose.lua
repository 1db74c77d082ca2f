-- Set a level; one that is as for everybody is not kept, so that it follows that from then on.
-- KEYS: the choices of somebody
-- ARGV: the field, that for everybody, the level, what holds when nothing is chosen
local field, of_all, level, otherwise = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local rest = otherwise
if field ~= of_all then rest = redis.call('HGET', KEYS[1], of_all) or otherwise end
if level == rest then
  redis.call('HDEL', KEYS[1], field)
else
  redis.call('HSET', KEYS[1], field, level)
end
return 1
