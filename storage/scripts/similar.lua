-- Return for each question the words of the catalogue that may be it, misspelt.
--
-- KEYS  the words of the catalogue
-- ARGV  how many words of a question at most, the questions as JSON: what may be left of a word
-- include catalog

local base, most, answer = KEYS[1], tonumber(ARGV[1]), {}
for n, texts in ipairs(cjson.decode(ARGV[2])) do
  local words, seen = {}, {}
  for _, text in ipairs(texts) do
    local lines = redis.call('ZRANGE', misspellings(base, text), '[' .. text .. '\0',
      '(' .. text .. '\1', 'BYLEX')
    for _, line in ipairs(lines) do
      local word = string.sub(line, #text + 2)
      if not seen[word] and #words < most then
        seen[word] = true
        words[#words + 1] = word
      end
    end
  end
  answer[n] = words
end
return answer
