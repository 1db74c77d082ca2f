-- Return a track's numbers as of one moment: the track, counters, its analytics, its days not yet
-- folded into them, since when all is counted by day, how many people listened, and how many in
-- each bin of days. Nothing if there is no such track.
--
-- KEYS  the track, its stats, its analytics, its days, days of the artist
-- ARGV  as for dashboard.lua
-- include bins

local value = redis.call('GET', KEYS[1])
if not value then return false end
local ask = cjson.decode(ARGV[1])
ask.names = {}
local bins, listeners = bins_of(KEYS[4], ask)
return {
  value, redis.call('HMGET', KEYS[2], unpack(ask.counters)),
  redis.call('GET', KEYS[3]), redis.call('HGETALL', KEYS[4]),
  redis.call('HGET', KEYS[5], 'since'), listeners, bins,
}
