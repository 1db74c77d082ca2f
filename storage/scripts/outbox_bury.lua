-- Move a notice that was taken to the dead letters.
-- KEYS: its stream, dead letters, its campaign, which may be none, those on their way
-- ARGV: group, entry, id, class, text, reason, how many dead letters to keep, its name among
--       those on their way
-- Returns 1, or 0 if it is not there any more.
redis.call('HDEL', KEYS[4], ARGV[8])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
if redis.call('XDEL', KEYS[1], ARGV[2]) == 0 then return 0 end
redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[7], '*', 'id', ARGV[3], 'class', ARGV[4], 'text', ARGV[5], 'reason', ARGV[6])
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('HINCRBY', KEYS[3], 'failed', 1) end
return 1
