-- Let everybody see a record again that was taken; return value and counters, or nothing if it is
-- not there. Once more, it returns the record. Returns `taken` if another record has taken its
-- place. While its artist is blocked it is hidden with what else is theirs, and comes back with it.
--
-- KEYS  as for take.lua, but before those of away.lua: the hidden records of the artist; and after
--       them: the label of a hidden record, and where what is to move goes when it is hidden
-- ARGV  facts as JSON, id of the record, now (milliseconds), names of counters
-- include away

local moved = (#KEYS - 15) / 3
local at, hidden = {unpack(KEYS, 5, 14 + 2 * moved)}, {unpack(KEYS, 15 + 2 * moved)}
local names = {unpack(ARGV, 4)}
local file = redis.call('HGET', at[8], 'file')
local refused = bring_back(at, cjson.decode(ARGV[1]))
if refused == 'taken' then return refused end
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('ZREM', KEYS[3], at[3])
if file and redis.call('HGET', KEYS[2], file) == at[3] then redis.call('HDEL', KEYS[2], file) end
if refused == 'blocked' then
  redis.call('RENAME', at[8], hidden[1])
  for i = 1, moved do
    local from = at[10 + 2 * i]
    if redis.call('EXISTS', from) == 1 then redis.call('RENAME', from, hidden[1 + i]) end
  end
  redis.call('ZADD', KEYS[4], ARGV[3], ARGV[2])
end
return shown(at[3], at[6], names) or shown(hidden[2], hidden[3], names)
