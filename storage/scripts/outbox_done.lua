-- Forget a notice that was taken, and remember where it is if it may be edited.
-- KEYS: its stream, mark of where it was told
-- ARGV: group, entry, where ('' is nowhere), seconds to remember that
if ARGV[3] ~= '' then redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[4]) end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
return redis.call('XDEL', KEYS[1], ARGV[2])
