-- What is derived from a record, kept in the same step as its value.

-- include catalog
-- include touch
-- include album

-- Names of a track's counters that its artist's totals add up.
local SUMMED = {
  plays = true, likes = true, downloads = true, shares = true, comments = true,
  discarded = true, ['discarded.again'] = true, ['discarded.often'] = true,
}

local function count_of(key, name)
  return tonumber(redis.call('HGET', key, name) or '0')
end

-- Decimal digits: Lua itself would write 1e+15.
local function digits(number)
  return string.format('%.0f', number)
end

local function mark_changed(changed, key)
  local now = redis.call('TIME')
  redis.call('ZADD', changed, 'NX', now[1] .. string.sub('00000' .. now[2], -6), key)
end

-- What goes first of two records that are found alike.
local function weight_of(family, stats)
  return count_of(stats, family == 'profile' and 'subscribers' or 'likes')
end

-- Add every summed counter of a track to its artist's totals, `sign` times. `totalPlays` is the
-- profile's own number of plays, which an import may state before any track is there: it moves
-- with plays, and the greater of the two is shown.
local function sum_up(stats, totals, sign)
  for name in pairs(SUMMED) do
    local count = count_of(stats, name) * sign
    if count ~= 0 then
      redis.call('HINCRBY', totals, name, digits(count))
      if name == 'plays' then redis.call('HINCRBY', totals, 'totalPlays', digits(count)) end
    end
  end
end

-- What may fall as well: people take these back.
local FALLS = {likes = true, comments = true, subscribers = true}

-- Of every counter the hash keeps what it is (`plays`), what the JSON says (`plays.json`) and what
-- it said before we last stated it (`plays.was`): others may still hold either when they write.
--
-- Somebody wrote a JSON that says `stated`. What they changed in it is added to the counter: who
-- read 100 and wrote 101 counted one, whatever was counted here meanwhile. A number between the
-- two was read before the last fold. A smaller one was read long ago, by somebody who edits
-- something else, and changes nothing, unless it is of a kind that falls.
-- Returns by how much the counter changed.
local function rebase(stats, name, stated)
  local json = count_of(stats, name .. '.json')
  local was = tonumber(redis.call('HGET', stats, name .. '.was') or digits(json))
  local delta, count = stated - json, count_of(stats, name)
  if stated == json then
    return 0
  elseif was <= stated and stated < json then
    delta = stated - was
    redis.call('HSET', stats, name .. '.was', digits(stated))
  elseif stated > json or FALLS[name] then
    delta = math.max(delta, -count)
    redis.call('HSET', stats, name .. '.json', digits(stated), name .. '.was', digits(stated))
  else
    return 0
  end
  redis.call('HSET', stats, name, digits(count + delta))
  return delta
end

-- A profile states at least the plays of the tracks there are; what it states, it counts from.
local function show_plays(totals)
  local plays = count_of(totals, 'plays')
  if plays > count_of(totals, 'totalPlays') then
    redis.call('HSET', totals, 'totalPlays', digits(plays))
  end
end

local function state_counters(mode, changed, stats, totals, facts)
  local moved = false
  for _, name in ipairs(facts.counted) do
    local stated = facts.numbers[name]
    if not stated then
      stated = 0
    elseif mode == 'replace' then
      if facts.family == 'profile' then show_plays(totals) end
      local json = count_of(stats, name .. '.json')
      if stated > json then
        redis.call('HSET', stats, name .. '.json', digits(stated), name .. '.was', digits(json))
      elseif stated < json then
        redis.call('HSET', stats, name .. '.was', digits(stated))
      end
    else
      local delta = rebase(stats, name, stated)
      if delta ~= 0 and (facts.family == 'track' or facts.family == 'analytics') then
        redis.call('HINCRBY', totals, name, digits(delta))
        mark_changed(changed, facts.profile)
      end
    end
    moved = moved or count_of(stats, name) ~= stated
  end
  if moved then mark_changed(changed, facts.changed) end
end

-- Store a value with its place in lists and in the catalogue, and its counters. The mode says when:
--   set      whatever is there
--   add      only if nothing is there
--   replace  only if something is there; counters stay what they are: an editor does not count
--   adopt    only if just this value is there
-- `at` are the keys: the value, its index, cards, stats, totals, ... Returns whether it did.
local function store(mode, catalog, changed, at, value, facts)
  local key, index, cards, stats, totals = unpack(at, 1, 5)
  local before = redis.call('GET', key)
  if (mode == 'add' and before) or (mode == 'replace' and not before)
    or (mode == 'adopt' and before ~= value) then
    return false
  end

  redis.call('SET', key, value)
  local member = facts.member
  if member == cjson.null then
    member = ''
  elseif facts.score ~= cjson.null then
    redis.call('ZADD', index, digits(facts.score), member)
  else
    local now = redis.call('TIME')
    redis.call('ZADD', index, 'NX', now[1] .. string.sub('00000' .. now[2], -6, -4), member)
  end
  state_counters(mode, changed, stats, totals, facts)
  catalogue(catalog, cards, member, key, facts.card, weight_of(facts.family, stats))
  if facts.family == 'profile' or (facts.family == 'track' and not before) then
    mark_changed(changed, facts.profile)
  end
  if facts.touches then touch(facts.touches, key) end
  if facts.album then
    list_by_album(facts.album, member, redis.call('ZSCORE', index, member) or '0')
  end
  return true
end
