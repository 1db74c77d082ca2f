-- Have an artist told together of the donations that they could not be told of.
--
-- KEYS  those donations, those of the batch, mark of the notice's id, its stream
-- ARGV  id of the notice, text, seconds to remember the id, seconds to remember the batch
-- Returns 1, or 0 if there are none.

if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('SET', KEYS[3], '1', 'EX', ARGV[3])
redis.call('XADD', KEYS[4], '*', 'id', ARGV[1], 'text', ARGV[2])
return 1
