-- Note that a fan came by a source; nothing, if there is no such artist.
--
-- KEYS  the artist's profile, their names of sources, the fan's touches, the fan's taps, sources of
--       the artist today, people by this source today, people by other ones today
-- ARGV  whether all artists have the source, source, artist, fan, tap, now in milliseconds,
--       milliseconds to remember the tap, seconds to keep the numbers
-- include record
-- include tap
-- include source

local artist, now, keep = ARGV[3], ARGV[6], ARGV[8]

if redis.call('EXISTS', KEYS[1]) == 0 then return end
if not first_time(KEYS[4], ARGV[5], now, ARGV[7]) then return end

local source = name_of_source(KEYS[2], ARGV[1], ARGV[2])
local people = source == ARGV[2] and KEYS[6] or KEYS[7]
if source ~= 'direct' then touch_by(KEYS[3], artist, source, now) end
count_source(KEYS[5], source, 'taps', 1, keep)
redis.call('PFADD', people, ARGV[4])
redis.call('EXPIRE', people, keep)
