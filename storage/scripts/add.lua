-- Store values where nothing is yet, and everything derived from them.
--
-- KEYS  search, changed, then for each value: the value, its index, words, stats, totals,
--       likes and days
-- ARGV  for each value: the value and its facts as JSON
-- Returns for each value 'new', or 'same' or 'other' if something was there.
-- include record

local found = {}
for i = 1, #ARGV / 2 do
  local at = {unpack(KEYS, 7 * i - 4, 7 * i + 2)}
  local value = ARGV[2 * i - 1]
  if redis.call('TYPE', at[1]).ok == 'none' then
    store('add', KEYS[1], KEYS[2], at, value, cjson.decode(ARGV[2 * i]))
    found[i] = 'new'
  else
    local before = redis.call('MGET', at[1])[1]
    found[i] = before == value and 'same' or 'other'
  end
end
return found
