-- Return what there is to fold of one record: value, counters, analytics, days; flat hashes.
--
-- KEYS  the record, its stats, its analytics, its days

return {
  redis.call('GET', KEYS[1]), redis.call('HGETALL', KEYS[2]),
  redis.call('GET', KEYS[3]), redis.call('HGETALL', KEYS[4]),
}
