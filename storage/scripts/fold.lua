-- Store a record and its analytics with fresh numbers, if nobody wrote either meanwhile.
-- Returns whether it did.
--
-- KEYS  the record, its stats, its analytics, its days, changed, the index of analytics, the
--       catalogue, the cards of the record's family
-- ARGV  the record as it was and as it shall be, the same of the analytics (empty: none), facts as
--       JSON: member and score of the analytics, the numbers stated now, the days taken over, the
--       record's own member
-- include record

local key, stats, analytics, days, changed = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local facts = cjson.decode(ARGV[5])

if redis.call('GET', key) ~= ARGV[1] then return 0 end
if ARGV[4] ~= '' and (redis.call('GET', analytics) or '') ~= ARGV[3] then return 0 end

if ARGV[2] ~= ARGV[1] then redis.call('SET', key, ARGV[2]) end
if ARGV[4] ~= '' then
  redis.call('SET', analytics, ARGV[4])
  redis.call('ZADD', KEYS[6], 'NX', digits(facts.score), facts.member)
end

local behind = false
for name, stated in pairs(facts.numbers) do
  local json = count_of(stats, name .. '.json')
  if json ~= stated then
    redis.call('HSET', stats, name .. '.json', digits(stated), name .. '.was', digits(json))
  end
  behind = behind or count_of(stats, name) ~= stated
end
for field, taken in pairs(facts.days) do
  local left = count_of(days, field) - taken
  if left == 0 then
    redis.call('HDEL', days, field)
  else
    redis.call('HSET', days, field, digits(left))
    behind = true
  end
end

weigh(KEYS[7], KEYS[8], facts.of, key, weight_of('', stats))
redis.call('ZREM', changed, key)
if behind then mark_changed(changed, key) end
return 1
