-- Return an artist's profile and its live numbers, or nothing: value, subscribers, plays of the
-- tracks there are, the profile's own running number of plays, tracks.
--
-- KEYS  the profile, the artist's totals, the index of the artist's tracks

local value = redis.call('GET', KEYS[1])
if not value then return false end
local numbers = redis.call('HMGET', KEYS[2], 'subscribers', 'plays', 'totalPlays')
return {value, numbers[1], numbers[2], numbers[3], redis.call('ZCARD', KEYS[3])}
