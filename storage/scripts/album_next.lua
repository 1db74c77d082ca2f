-- Return what is played after a track: whether it is the next of the same album, its id, its value,
-- its counters. Nothing: there is nothing else.
--
-- After an album comes what follows it in the list, where an album stands at the place of its newest
-- track and begins with its first; after the oldest comes the newest.
--
-- KEYS  the index, the albums of tracks
-- ARGV  the track, what the keys of albums begin with, what those of the values begin with, what
--       those of the counters begin with, how far to look, names of counters
-- The other keys follow from these; no caller can know them before.

local index, of, track, prefix = KEYS[1], KEYS[2], ARGV[1], ARGV[2]

local function answer(inside, member)
  return {
    inside,
    member,
    redis.call('GET', ARGV[3] .. member),
    redis.call('HMGET', ARGV[4] .. member, unpack(ARGV, 6)),
  }
end

local newest = {}
local function newest_of(album)
  if not newest[album] then
    local rank
    for _, member in ipairs(redis.call('ZRANGE', prefix .. album, 0, -1)) do
      local its = redis.call('ZREVRANK', index, member)
      if its and (not rank or its < rank) then rank = its end
    end
    newest[album] = rank or -1
  end
  return newest[album]
end

local at = redis.call('ZREVRANK', index, track) or -1
local album = at >= 0 and redis.call('HGET', of, track)
if album then
  local place = redis.call('ZRANK', prefix .. album, track)
  local following = place and redis.call('ZRANGE', prefix .. album, place + 1, place + 1)[1]
  if following then return answer(1, following) end
  at = newest_of(album)
end

local size = redis.call('ZCARD', index)
for step = 1, math.min(size, tonumber(ARGV[5])) do
  local rank = (at + step) % size
  local member = redis.call('ZREVRANGE', index, rank, rank)[1]
  local its = redis.call('HGET', of, member)
  if not its then return answer(0, member) end
  if its ~= album and newest_of(its) == rank then
    return answer(0, redis.call('ZRANGE', prefix .. its, 0, 0)[1])
  end
end
return false
