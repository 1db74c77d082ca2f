-- Return words of the catalogue that a word may be, misspelt.
--
-- KEYS  the words of the catalogue
-- ARGV  how many words at most, then what may be left of the word
-- include catalog

local most, words, seen = tonumber(ARGV[1]), {}, {}
for i = 2, #ARGV do
  local text = ARGV[i]
  local lines = redis.call('ZRANGE', misspellings(KEYS[1], text), '[' .. text .. '\0',
    '(' .. text .. '\1', 'BYLEX', 'LIMIT', 0, most)
  for _, line in ipairs(lines) do
    local word = string.sub(line, #text + 2)
    if not seen[word] then
      seen[word] = true
      words[#words + 1] = word
      if #words == most then return words end
    end
  end
end
return words
