-- Put a record into the catalogue that an earlier edition had it in, if it is what was read.
--
-- KEYS  catalogue, the value, its cards, its stats
-- ARGV  the value, its facts as JSON
-- include record

if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
local facts = cjson.decode(ARGV[2])
local member = facts.member
if member == cjson.null then member = '' end
catalogue(KEYS[1], KEYS[3], member, KEYS[2], facts.card, weight_of(facts.family, KEYS[4]))

local made = more_on(facts.card).made
if made then -- an artist is as new as the first track
  local new, owner = KEYS[1] .. ':new:artist', string.match(KEYS[2], '^%w+:([^:]+)')
  redis.call('ZADD', new, 'LT', string.format('%.0f', made), owner)
  redis.call('ZREMRANGEBYRANK', new, 0, -NEWEST - 1)
end
return 1
