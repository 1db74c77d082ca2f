-- Put a track at a place of its album. Returns whether it is on it.
--
-- KEYS  the album
-- ARGV  the track, the place, from 0

local songs = redis.call('ZRANGE', KEYS[1], 0, -1)
local there
for place, member in ipairs(songs) do
  if member == ARGV[1] then there = place end
end
if not there then return 0 end
local to = math.max(0, math.min(tonumber(ARGV[2]), #songs - 1))
table.insert(songs, to + 1, table.remove(songs, there))
for place, member in ipairs(songs) do redis.call('ZADD', KEYS[1], place, member) end
return 1
