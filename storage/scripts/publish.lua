-- Make a draft a record. Returns 1; 2 if it is one already; 0 if the draft is not what was read; or,
-- as allowed.lua has it, why the artist may not publish it.
--
-- KEYS  catalogue, changed, then of the record: value, index, cards, stats, totals, likes, days; then
--       the draft, the index of drafts, the mark of a blocked artist, the files they may not publish,
--       where the record is if it was taken from them
-- ARGV  the draft as it was read, the record, its facts as JSON
-- include record
-- include allowed

local facts = cjson.decode(ARGV[3])
local done = 2
if redis.call('EXISTS', KEYS[3]) == 0 then
  if redis.call('GET', KEYS[10]) ~= ARGV[1] then return 0 end
  local refused = refusal(KEYS[12], KEYS[13], KEYS[14], facts)
  if refused then return refused end
  store('add', KEYS[1], KEYS[2], {unpack(KEYS, 3, 9)}, ARGV[2], facts)
  done = 1
end
redis.call('DEL', KEYS[10])
redis.call('ZREM', KEYS[11], facts.member)
return done
