-- Store values and everything derived from them.
--
-- KEYS  catalogue, changed, then for each value: the value, its index, cards, stats, totals,
--       likes and days (the last two are for erase.lua); to `add` and to `replace`: the mark of
--       a blocked artist, the files they may not publish, where the value is if it was taken from
--       them, a mark of this command
-- ARGV  mode, then for each value: the value and its facts as JSON
-- Returns 1, or 0 if the mode forbids one (all modes but `set` are meant for one value); or, as
-- allowed.lua has it, why the artist may not publish it.
-- include record
-- include allowed

local mode = ARGV[1]
if mode == 'add' and redis.call('EXISTS', KEYS[#KEYS]) == 1 then return 1 end -- it is sent again
if mode == 'add' or mode == 'replace' then
  local refused = refusal(KEYS[#KEYS - 3], KEYS[#KEYS - 2], KEYS[#KEYS - 1], cjson.decode(ARGV[3]))
  if refused then return refused end
end

for i = 1, (#ARGV - 1) / 2 do
  local at = {unpack(KEYS, 7 * i - 4, 7 * i + 2)}
  if not store(mode, KEYS[1], KEYS[2], at, ARGV[2 * i], cjson.decode(ARGV[2 * i + 1])) then
    return 0
  end
end

if mode == 'add' then redis.call('SET', KEYS[#KEYS], '', 'EX', 60) end
return 1
