-- Delete values and everything of ours that was derived from them, for good.
--
-- KEYS  as for put.lua
-- ARGV  for each value: its facts as JSON
-- include record

local search, changed = KEYS[1], KEYS[2]

for i = 1, #ARGV do
  local base = 2 + (i - 1) * 7
  local key, index, words = KEYS[base + 1], KEYS[base + 2], KEYS[base + 3]
  local stats, totals, likes, days = KEYS[base + 4], KEYS[base + 5], KEYS[base + 6], KEYS[base + 7]
  local facts = cjson.decode(ARGV[i])
  if redis.call('DEL', key) == 1 then
    local member = facts.member
    if member == cjson.null then member = '' else redis.call('ZREM', index, member) end
    find_by(search, words, member, key, '')
    if facts.family == 'analytics' or facts.family == 'profile' then
      -- The counters are the track's and the artist's: only what the JSON said of them goes.
      for _, name in ipairs(facts.counted) do
        local delta = rebase(stats, name, 0)
        if facts.family == 'analytics' and delta ~= 0 then
          redis.call('HINCRBY', totals, name, digits(delta))
        end
      end
    else
      if facts.family == 'track' then
        sum_up(stats, totals, -1)
        redis.call('DEL', days)
        mark_changed(changed, facts.profile)
      end
      redis.call('DEL', stats, likes)
      redis.call('ZREM', changed, key)
    end
  end
end
