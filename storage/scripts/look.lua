-- Look into some entries of a stream for a text.
--
-- KEYS  the stream
-- ARGV  the entry after which to look, or '-'; the text; how many entries
-- Returns the last entry that was looked at, '' if there is none, and those that have the text.

local after = ARGV[1] == '-' and '-' or '(' .. ARGV[1]
local entries, found = redis.call('XRANGE', KEYS[1], after, '+', 'COUNT', ARGV[3]), {}
for _, entry in ipairs(entries) do
  for _, value in ipairs(entry[2]) do
    if string.find(value, ARGV[2], 1, true) then
      found[#found + 1] = entry
      break
    end
  end
end
return {#entries > 0 and entries[#entries][1] or '', found}
