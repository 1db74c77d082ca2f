-- Forget a notice that was taken; remember where it is if it may be edited, what became of it if it
-- is of a campaign, and that somebody was told if there is a most of that.
-- KEYS: its stream, those on their way, mark of where it was told, its campaign, who was told today
-- ARGV: group, entry, where ('' is nowhere), seconds to remember that, what became of it ('' is of no
--       campaign), who was told ('' is nobody who counts), seconds to remember them; its name among
--       those on their way
-- Returns 1, or 0 if it is not there any more.
if ARGV[3] ~= '' then redis.call('SET', KEYS[3], ARGV[3], 'EX', ARGV[4]) end
redis.call('HDEL', KEYS[2], ARGV[8])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
if redis.call('XDEL', KEYS[1], ARGV[2]) == 0 then return 0 end
if ARGV[5] ~= '' and redis.call('EXISTS', KEYS[4]) == 1 then
  redis.call('HINCRBY', KEYS[4], ARGV[5], 1)
end
if ARGV[6] ~= '' then
  redis.call('SADD', KEYS[5], ARGV[6])
  redis.call('EXPIRE', KEYS[5], ARGV[7])
end
return 1
