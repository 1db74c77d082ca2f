-- Put the notice that has Telegram asked to stop monthly support, once, and remember it until it is
-- done, lest it is lost.
--
-- KEYS  mark of its id, its stream, those that are not done
-- ARGV  id, text, seconds to remember the id

if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[3]) then return 0 end
redis.call('XADD', KEYS[2], '*', 'id', ARGV[1], 'text', ARGV[2])
return redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
