-- Return how many concerts are to come in some towns, and the keys of some, the next first.
--
-- KEYS  the concerts of each town, by when they start
-- ARGV  now in milliseconds, offset, limit

local offset, limit = tonumber(ARGV[2]), tonumber(ARGV[3])
local total, shows = 0, {}
for _, town in ipairs(KEYS) do
  local first = '(' .. ARGV[1]
  total = total + redis.call('ZCOUNT', town, first, '+inf')
  local some = redis.call('ZRANGE', town, first, '+inf', 'BYSCORE', 'LIMIT', 0, offset + limit,
    'WITHSCORES')
  for i = 1, #some, 2 do shows[#shows + 1] = {tonumber(some[i + 1]), some[i]} end
end
table.sort(shows, function(one, other)
  if one[1] ~= other[1] then return one[1] < other[1] end
  return one[2] < other[2]
end)
local answer = {total}
for i = offset + 1, math.min(offset + limit, #shows) do answer[#answer + 1] = shows[i][2] end
return answer
