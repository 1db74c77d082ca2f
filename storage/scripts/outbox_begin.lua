-- Note that a notice which was taken is on its way now.
-- KEYS: its stream, those on their way
-- ARGV: entry, its name among those, how often it has been on its way, with this
-- Returns 1, or 0 if it is not there any more.
if #redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return 1
