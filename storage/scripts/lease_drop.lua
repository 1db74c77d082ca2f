-- Give a lease back, if it is the owner's.
-- KEYS: the lease
-- ARGV: owner
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
