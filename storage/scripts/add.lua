-- Store values where nothing is yet, and everything derived from them; what was taken away, or is of an
-- artist who is blocked, does not come back this way.
--
-- KEYS  catalogue, changed, then for each value: the value, its index, cards, stats and totals; the
--       mark of a blocked artist, the files they may not publish, where it went if it was taken away,
--       where if it was hidden with its artist (all four empty for what nobody publishes)
-- ARGV  whether to store, then for each value: the value and its facts as JSON
-- Returns for each value 'new', or 'same' or 'other' if something was there, or why it may not be.
-- include record
-- include allowed

local found = {}
for i = 1, (#ARGV - 1) / 2 do
  local at = {unpack(KEYS, 9 * i - 6, 9 * i + 2)}
  local published = at[6] ~= ''
  local value = ARGV[2 * i]
  if redis.call('TYPE', at[1]).ok ~= 'none' then
    local before = redis.call('MGET', at[1])[1]
    found[i] = before == value and 'same' or 'other'
  elseif published and redis.call('EXISTS', at[9]) == 1 then
    found[i] = 'blocked'
  else
    local facts = cjson.decode(ARGV[2 * i + 1])
    found[i] = published and refusal(at[6], at[7], at[8], facts) or 'new'
    if found[i] == 'new' and ARGV[1] == '1' then
      store('add', KEYS[1], KEYS[2], at, value, facts)
    end
  end
end
return found
