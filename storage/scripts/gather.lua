-- Let something be told together with others that come while their batch is open; once.
--
-- KEYS  of which batch each thing is, the batch that is open
-- ARGV  thing, a name for a new batch, seconds to remember, what the keys of batches begin with
-- Returns the batch.

-- include batched

local batch = redis.call('HGET', KEYS[1], ARGV[1])
if batch then return batch end
local open = redis.call('GET', KEYS[2])
batch = open or ARGV[2]
local set = ARGV[4] .. batch
if open then batched(set, KEYS[1], batch, ARGV[3]) end
redis.call('SADD', set, ARGV[1])
redis.call('EXPIRE', set, ARGV[3])
redis.call('SET', KEYS[2], batch, 'EX', ARGV[3])
redis.call('HSET', KEYS[1], ARGV[1], batch)
redis.call('EXPIRE', KEYS[1], ARGV[3])
return batch
