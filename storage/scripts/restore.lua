-- Take a record out of the trash; return value and counters, or nothing if it is not there.
-- Restoring once more returns the record: a repeated command gets the same answer. Returns 0 if
-- another record has taken its place.
--
-- KEYS, ARGV  as for delete.lua
-- include record

local search, changed, key, index = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local words, stats, totals, label, analytics = KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local facts = cjson.decode(ARGV[1])
local names = {}
for i = 3, #ARGV do names[#names + 1] = ARGV[i] end

if redis.call('EXISTS', KEYS[11]) == 1 then
  if redis.call('EXISTS', key) == 1 then return 0 end
  for i = 10, #KEYS, 2 do
    if redis.call('EXISTS', KEYS[i + 1]) == 1 then
      redis.call('RENAME', KEYS[i + 1], KEYS[i])
      redis.call('PERSIST', KEYS[i])
    end
  end
  redis.call('ZADD', index, redis.call('HGET', label, 'score'), facts.member)
  find_by(search, words, facts.member, key, redis.call('HGET', label, 'words'))
  mark_changed(changed, key)
  if facts.family == 'track' then
    sum_up(stats, totals, 1)
    mark_changed(changed, facts.profile)
    local score = redis.call('HGET', label, 'analytics')
    if score then redis.call('ZADD', analytics, score, facts.analytics) end
  end
  if facts.touches then touch(facts.touches, key) end
  local album, place = unpack(redis.call('HMGET', label, 'album', 'place'))
  if facts.album and album then
    facts.album.id = album
    local score = redis.call('HGET', label, 'score')
    list_by_album(facts.album, facts.member, score, tonumber(place))
  end
  redis.call('DEL', label)
end

local value = redis.call('GET', key)
if not value then return false end
return {value, #names > 0 and redis.call('HMGET', stats, unpack(names)) or {}}
