-- Delete values and everything of ours that was derived from them, for good.
--
-- KEYS  as for put.lua, and then for each value its thread and the comments in it
-- ARGV  for each value: its facts as JSON
-- include record

local catalog, changed = KEYS[1], KEYS[2]

for i = 1, #ARGV do
  local key, index, cards, stats, totals, likes, days = unpack(KEYS, 7 * i - 4, 7 * i + 2)
  local facts = cjson.decode(ARGV[i])
  if redis.call('DEL', key) == 1 then
    local member = facts.member
    if member == cjson.null then member = '' else redis.call('ZREM', index, member) end
    catalogue(catalog, cards, member, key, '', 0)
    -- The counters of analytics and profile are the track's and the artist's own.
    if facts.family ~= 'analytics' and facts.family ~= 'profile' then
      if facts.family == 'track' then
        sum_up(stats, totals, -1)
        redis.call('DEL', days)
        mark_changed(changed, facts.profile)
      end
      local of_comments = 2 + 7 * #ARGV + 2 * i
      redis.call('DEL', stats, likes, KEYS[of_comments - 1], KEYS[of_comments])
      redis.call('ZREM', changed, key)
      if facts.album then list_by_album(facts.album, member, '0') end
      if facts.touches then touch(facts.touches, key) end
    end
  end
end
