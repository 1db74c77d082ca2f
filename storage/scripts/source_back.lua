-- Count Stars no more that went back; if they were not counted yet, they never will be.
--
-- KEYS  the mark of the donation, sources of the artist on the day it was given
-- ARGV  seconds to keep the mark

local source, stars = string.match(redis.call('GET', KEYS[1]) or '', '^(%S+) (%d+)$')
redis.call('SET', KEYS[1], '-', 'EX', ARGV[1])
if source and redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('HINCRBY', KEYS[2], source .. ':stars', '-' .. stars)
end
