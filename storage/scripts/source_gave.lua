-- Count Stars that a fan gave, once. A source that the donation names is a touch, too.
--
-- KEYS  the mark of the donation, the artist's names of sources, the fan's touches, sources of the
--       artist on that day
-- ARGV  whether all artists have the source, source, artist, when in milliseconds, milliseconds a
--       touch lasts, Stars, seconds to keep the numbers
-- include source

local artist, at, stars, keep = ARGV[3], ARGV[4], ARGV[6], ARGV[7]

if redis.call('EXISTS', KEYS[1]) == 1 then return end

local source = ARGV[2]
if source == 'direct' then
  source = source_of(KEYS[3], artist, at, ARGV[5])
else
  source = name_of_source(KEYS[2], ARGV[1], source)
  touch_by(KEYS[3], artist, source, at)
end
redis.call('SET', KEYS[1], source .. ' ' .. stars, 'EX', keep)
count_source(KEYS[4], source, 'stars', stars, keep)
