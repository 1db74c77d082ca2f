-- Store a profile with fresh numbers, if nobody wrote it meanwhile. Returns whether it did.
--
-- KEYS  the profile, the artist's totals, changed, the index of the tracks, who gets a digest, the
--       catalogue, the cards of the artist's profile
-- ARGV  the profile as it was and as it shall be, its subscribers, plays and tracks now, the artist,
--       now in milliseconds
-- include record

local key, totals, changed = KEYS[1], KEYS[2], KEYS[3]
local stated = {subscribers = tonumber(ARGV[3]), totalPlays = tonumber(ARGV[4])}

if redis.call('GET', key) ~= ARGV[1] then return 0 end
if ARGV[2] ~= ARGV[1] then redis.call('SET', key, ARGV[2]) end

redis.call('ZADD', KEYS[5], 'NX', ARGV[7], ARGV[6]) -- something has happened to tell of

show_plays(totals)
local behind = redis.call('ZCARD', KEYS[4]) ~= tonumber(ARGV[5])
for name, number in pairs(stated) do
  local json = count_of(totals, name .. '.json')
  if json ~= number then
    redis.call('HSET', totals, name .. '.json', digits(number), name .. '.was', digits(json))
  end
  behind = behind or count_of(totals, name) ~= number
end

weigh(KEYS[6], KEYS[7], '', key, weight_of('profile', totals))
redis.call('ZREM', changed, key)
if behind then mark_changed(changed, key) end
return 1
