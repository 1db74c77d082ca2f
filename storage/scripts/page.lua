-- Return how many records there are, and some of them, newest first: member, value, counters.
--
-- KEYS  the index
-- ARGV  offset, limit, what the keys of the values begin with, what those of the counters begin
--       with, how many characters of a member these leave out, names of counters
-- The keys of the values follow from the index; no caller can know them before.

local offset, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local names = {}
for i = 6, #ARGV do names[#names + 1] = ARGV[i] end

local answer = {redis.call('ZCARD', KEYS[1])}
if limit > 0 then
  local members = redis.call('ZRANGE', KEYS[1], offset, offset + limit - 1, 'REV')
  for _, member in ipairs(members) do
    local stats = ARGV[4] .. string.sub(member, ARGV[5] + 1)
    answer[#answer + 1] = {
      member,
      redis.call('GET', ARGV[3] .. member),
      #names > 0 and redis.call('HMGET', stats, unpack(names)) or {},
    }
  end
end
return answer
