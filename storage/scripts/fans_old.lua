-- Have some more followers of an artist placed who were there before fans had places.
-- Returns how many.
--
-- KEYS  artists of whom there are some left, the artist's followers by number, fans to be placed
-- ARGV  artist, the number of the last one that was seen to, as it was read; at most how many
-- include crowd
-- include touch

local cursor = redis.call('ZSCORE', KEYS[1], ARGV[1])
if cursor ~= ARGV[2] then return 0 end -- somebody else was faster
local after, people = crowd(KEYS[2], cursor, tonumber(ARGV[3]))
for _, fan in ipairs(people) do touch(KEYS[3], ARGV[1] .. ':' .. fan) end
if after == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], after, ARGV[1])
end
return #people
