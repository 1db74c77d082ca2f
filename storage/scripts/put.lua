-- Store values and everything derived from them.
--
-- KEYS  search, changed, then for each value: the value, its index, words, stats, totals,
--       likes and days (the last two are for erase.lua)
-- ARGV  mode, then for each value: the value and its facts as JSON
--       mode `set` stores whatever was there; `add` only where nothing was; `replace` only where
--       something was, and leaves counters as they are: an editor does not count
-- Returns 1, or 0 if the mode forbids (it is meant for one value then).
-- include record

local search, changed, mode = KEYS[1], KEYS[2], ARGV[1]

local function state_counters(facts, stats, totals)
  local moved = false
  for name, stated in pairs(facts.numbers) do
    if mode == 'replace' then
      if facts.family == 'profile' then show_plays(stats) end
      local json = count_of(stats, name .. '.json')
      if stated ~= json then
        redis.call('HSET', stats, name .. '.json', digits(stated),
          name .. '.was', digits(math.min(json, stated)))
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

for i = 1, (#ARGV - 1) / 2 do
  local base = 2 + (i - 1) * 7
  local key, index, words = KEYS[base + 1], KEYS[base + 2], KEYS[base + 3]
  local stats, totals = KEYS[base + 4], KEYS[base + 5]
  local value, facts = ARGV[2 * i], cjson.decode(ARGV[2 * i + 1])
  local there = redis.call('EXISTS', key) == 1
  if (mode == 'add' and there) or (mode == 'replace' and not there) then return 0 end

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
  find_by(search, words, member, key, facts.words)
  state_counters(facts, stats, totals)
  if facts.family == 'profile' or (facts.family == 'track' and not there) then
    mark_changed(changed, facts.profile)
  end
end
return 1
