-- Return members with a score above a cursor, lowest first, and the cursor after them (empty: they
-- were the last). Members of one score are never parted, so that none is skipped.
--
-- KEYS  a sorted set
-- ARGV  cursor, limit

local found = redis.call(
  'ZRANGE', KEYS[1], '(' .. ARGV[1], '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
local members = {}
for i = 1, #found, 2 do members[#members + 1] = found[i] end
if #members < tonumber(ARGV[2]) or #members == 0 then return {'', members} end

local last = found[#found]
local first_of_last = #members
while first_of_last > 1 and found[2 * first_of_last - 2] == last do
  first_of_last = first_of_last - 1
end
local equals = redis.call('ZRANGE', KEYS[1], last, last, 'BYSCORE')
for i = 1, #equals do members[first_of_last + i - 1] = equals[i] end
return {last, members}
