-- Take a lease, or keep it. Returns whether it is the owner's.
-- KEYS: the lease
-- ARGV: owner, milliseconds
-- include taken
if taken(KEYS[1], ARGV[1], ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
