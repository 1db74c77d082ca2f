-- Add some entries of a stream to its copy, called as they are, some of them changed.
--
-- KEYS  the stream, its copy
-- ARGV  the entry after which to begin, or '-'; the last entry; as JSON, what is in each entry that
--       changes: names and values by turns
-- Sent again, it has been done.

local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
if last and last[1] == ARGV[2] then return end
local after, changed = ARGV[1] == '-' and '-' or '(' .. ARGV[1], cjson.decode(ARGV[3])
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], after, ARGV[2])) do
  redis.call('XADD', KEYS[2], entry[1], unpack(changed[entry[1]] or entry[2]))
end
