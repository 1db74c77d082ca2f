-- Store a draft. Returns whether it did: what is published is no draft any more.
--
-- KEYS  the record, the draft, the index of drafts
-- ARGV  the draft, its id, when it was made in milliseconds, 1 to store it over an old self

if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
if ARGV[4] ~= '1' and redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('SET', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], 'NX', ARGV[3], ARGV[2])
return 1
