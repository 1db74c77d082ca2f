-- Return an artist's profile and its live numbers, or nothing: value, tracks, subscribers, plays of
-- the tracks there are, the profile's own number of plays, what its JSON says of the two, and, if
-- asked for an artist, whether their name is verified.
--
-- KEYS  the profile, the artist's totals, the index of the artist's tracks, all who are verified
-- ARGV  the artist

local value = redis.call('GET', KEYS[1])
if not value then return false end
local answer = {
  value, redis.call('ZCARD', KEYS[3]),
  unpack(redis.call('HMGET', KEYS[2],
    'subscribers', 'plays', 'totalPlays', 'subscribers.json', 'totalPlays.json')),
}
if KEYS[4] then answer[#answer + 1] = redis.call('ZSCORE', KEYS[4], ARGV[1]) end
return answer
