-- Return an artist's numbers as of one moment: profile, counters, followers, those of them who have
-- closed the bot, tracks, coins, since when all is counted by day, how many people listened; then
-- for each bin of days its sums and its listeners; then day and hours of each day that has any.
--
-- KEYS  the profile, the totals, days of the artist, the followers by time, the followers who are
--       away, the index of the tracks, the coins
-- ARGV  as JSON: names of counters, names of what is counted by day, bins of days, and what the
--       keys of listeners begin with
-- include bins

local ask = cjson.decode(ARGV[1])
local days = KEYS[3]
local bins, listeners, hours = bins_of(days, ask)

return {
  redis.call('GET', KEYS[1]), redis.call('HMGET', KEYS[2], unpack(ask.counters)),
  redis.call('ZCARD', KEYS[4]), redis.call('ZCARD', KEYS[5]), redis.call('ZCARD', KEYS[6]),
  redis.call('GET', KEYS[7]), redis.call('HGET', days, 'since'), listeners, bins, hours,
}
