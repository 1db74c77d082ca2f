-- Return an artist's profile and its live numbers, or nothing: value, tracks, subscribers, plays of
-- the tracks there are, the profile's own number of plays, and what its JSON says of the two.
--
-- KEYS  the profile, the artist's totals, the index of the artist's tracks

local value = redis.call('GET', KEYS[1])
if not value then return false end
return {
  value, redis.call('ZCARD', KEYS[3]),
  unpack(redis.call('HMGET', KEYS[2],
    'subscribers', 'plays', 'totalPlays', 'subscribers.json', 'totalPlays.json')),
}
