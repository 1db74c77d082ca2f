-- Return the values of one user's family, newest first, whose member begins with a text.
--
-- KEYS  the index
-- ARGV  what the keys of its values begin with, and the beginning of the members
-- The keys of the values follow from the index; no caller can know them before.

local values = {}
local wanted = ARGV[2]
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1, 'REV')) do
  if string.sub(member, 1, #wanted) == wanted then
    local value = redis.call('GET', ARGV[1] .. member)
    if value then values[#values + 1] = value end
  end
end
return values
