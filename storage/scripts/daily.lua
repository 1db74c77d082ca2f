-- Return a track's analytics and its days not yet folded into them, as a flat hash.
--
-- KEYS  the analytics, the days

return {redis.call('GET', KEYS[1]), redis.call('HGETALL', KEYS[2])}
