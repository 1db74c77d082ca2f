-- Close a batch, and return what is in it.
--
-- KEYS  of which batch each thing is, the batch that is open, what is in the batch
-- ARGV  the batch, seconds to remember

-- include batched

if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return redis.call('SMEMBERS', batched(KEYS[3], KEYS[1], ARGV[1], ARGV[2]))
