-- Let something be told together with others that come while their batch is open; once.
--
-- KEYS  of which batch each thing is, the batch that is open
-- ARGV  thing, a name for a new batch, seconds to remember
-- Returns the batch.

local batch = redis.call('HGET', KEYS[1], ARGV[1])
if batch then return batch end
batch = redis.call('GET', KEYS[2]) or ARGV[2]
redis.call('SET', KEYS[2], batch, 'EX', ARGV[3])
redis.call('HSET', KEYS[1], ARGV[1], batch)
redis.call('EXPIRE', KEYS[1], ARGV[3])
return batch
