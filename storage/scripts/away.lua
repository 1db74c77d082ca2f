-- Taking a record out of the public store with all that is counted of it, and putting it back.
-- `at`: catalogue, changed, the value, its index, cards, stats, totals, the label for where it goes,
-- the index of its analytics, the mark of a blocked artist, then pairs: what to move and where to;
-- the first is the value, the second the stats of a record that has its own.

-- include record

local function only_one(facts)
  return facts.member == cjson.null
end

-- Returns whether there was something to take.
local function put_away(at, facts, kept_ms)
  local catalog, changed, key, index, cards, stats, totals, label, analytics = unpack(at, 1, 9)
  if redis.call('EXISTS', key) == 0 then return false end
  local member = only_one(facts) and '' or facts.member

  redis.call('DEL', label)
  redis.call('HSET', label,
    'score', redis.call('ZSCORE', index, member) or '0',
    'card', redis.call('HGET', cards, member) or '')
  catalogue(catalog, cards, member, key, '', 0)
  redis.call('ZREM', index, member)
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
    local album = redis.call('HGET', facts.album.of, member)
    if album then
      local place = redis.call('ZSCORE', facts.album.prefix .. album, member)
      redis.call('HSET', label, 'album', album, 'place', place or '')
      list_by_album(facts.album, member, '0')
    end
  end
  if kept_ms then redis.call('PEXPIRE', label, kept_ms) end
  for i = 11, #at, 2 do
    if redis.call('EXISTS', at[i]) == 1 then
      redis.call('RENAME', at[i], at[i + 1])
      if kept_ms then redis.call('PEXPIRE', at[i + 1], kept_ms) end
    else
      redis.call('DEL', at[i + 1])
    end
  end
  return true
end

-- Returns nothing, or why not: `taken`, another has its place; `blocked`, its artist may have none.
local function bring_back(at, facts)
  local catalog, changed, key, index, cards, stats, totals, label, analytics = unpack(at, 1, 9)
  if redis.call('EXISTS', at[12]) == 0 then return end
  if redis.call('EXISTS', at[10]) == 1 then return 'blocked' end
  if redis.call('EXISTS', key) == 1 then return 'taken' end
  local member = only_one(facts) and '' or facts.member

  for i = 11, #at, 2 do
    if redis.call('EXISTS', at[i + 1]) == 1 then
      redis.call('RENAME', at[i + 1], at[i])
      redis.call('PERSIST', at[i])
    end
  end
  if not only_one(facts) then
    redis.call('ZADD', index, redis.call('HGET', label, 'score'), member)
  end
  local card = redis.call('HGET', label, 'card') or ''
  catalogue(catalog, cards, member, key, card, weight_of(facts.family, stats))
  mark_changed(changed, key)
  if facts.family == 'track' then
    sum_up(stats, totals, 1)
    mark_changed(changed, facts.profile)
    local score = redis.call('HGET', label, 'analytics')
    if score then redis.call('ZADD', analytics, score, facts.analytics) end
  end
  if facts.touches then touch(facts.touches, key) end
  local album, place, made = unpack(redis.call('HMGET', label, 'album', 'place', 'score'))
  if facts.album and album then
    facts.album.id = album
    list_by_album(facts.album, member, made, tonumber(place))
  end
  redis.call('DEL', label)
end

-- Return a value and its counters, or nothing if there is no value.
local function shown(value, stats, names)
  local found = redis.call('GET', value)
  if not found then return false end
  return {found, #names > 0 and redis.call('HMGET', stats, unpack(names)) or {}}
end
