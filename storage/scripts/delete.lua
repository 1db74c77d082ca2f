-- Move a record, its counters and likes into the trash; return value and counters, or nothing.
-- Deleting once more returns what is in the trash: a repeated command gets the same answer.
--
-- KEYS  search, changed, the value, its index, words, stats, totals, the label for the trash, the
--       index of its analytics, then pairs: what to move and where to; the first is the value,
--       the second the stats
-- ARGV  facts as JSON, milliseconds to keep, names of counters
-- include record

local search, changed, key, index = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local words, stats, totals, label, analytics = KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local facts = cjson.decode(ARGV[1])
local names = {}
for i = 3, #ARGV do names[#names + 1] = ARGV[i] end

if redis.call('EXISTS', key) == 1 then
  redis.call('DEL', label)
  redis.call('HSET', label,
    'score', redis.call('ZSCORE', index, facts.member) or '0',
    'words', redis.call('HGET', words, facts.member) or '')
  find_by(search, words, facts.member, key, '')
  redis.call('ZREM', index, facts.member)
  redis.call('ZREM', changed, key)
  if facts.family == 'track' then
    sum_up(stats, totals, -1)
    mark_changed(changed, facts.profile)
    local score = redis.call('ZSCORE', analytics, facts.analytics)
    if score then
      redis.call('HSET', label, 'analytics', score)
      redis.call('ZREM', analytics, facts.analytics)
    end
  end
  if facts.touches then touch(facts.touches, key) end
  if facts.album then
    local album = redis.call('HGET', facts.album.of, facts.member)
    if album then
      local place = redis.call('ZSCORE', facts.album.prefix .. album, facts.member)
      redis.call('HSET', label, 'album', album, 'place', place or '')
      list_by_album(facts.album, facts.member, '0')
    end
  end
  redis.call('PEXPIRE', label, ARGV[2])
  for i = 10, #KEYS, 2 do
    if redis.call('EXISTS', KEYS[i]) == 1 then
      redis.call('RENAME', KEYS[i], KEYS[i + 1])
      redis.call('PEXPIRE', KEYS[i + 1], ARGV[2])
    else
      redis.call('DEL', KEYS[i + 1])
    end
  end
end

local value = redis.call('GET', KEYS[11])
if not value then return false end
return {value, #names > 0 and redis.call('HMGET', KEYS[13], unpack(names)) or {}}
