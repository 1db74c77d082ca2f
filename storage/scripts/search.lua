-- Return keys of records that have a word beginning with each of some texts. Whole words come
-- before longer ones.
--
-- KEYS  search
-- ARGV  offset, limit, how many words to look at, what the keys of words begin with, the texts
-- The words of a record are at a key that follows from the record's.

local CHUNK = 200
local offset, limit, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local rarest, rarity
for i = 5, #ARGV do
  local count = redis.call('ZLEXCOUNT', KEYS[1], '[' .. ARGV[i], '[' .. ARGV[i] .. '\255')
  if not rarity or count < rarity then rarest, rarity = i, count end
end

local function has_all(key)
  if #ARGV == 5 then return true end
  local family, owner, member = string.match(key, '^(%w+):([^:]+):?(.*)$')
  local words = redis.call('HGET', ARGV[4] .. family .. ':' .. owner, member) or ''
  for i = 5, #ARGV do
    if not string.find(' ' .. words, ' ' .. ARGV[i], 1, true) then return false end
  end
  return true
end

local seen, found = {}, {}
local matched = 0
for start = 0, math.min(rarity, most) - 1, CHUNK do
  local lines = redis.call('ZRANGE', KEYS[1], '[' .. ARGV[rarest], '[' .. ARGV[rarest] .. '\255',
    'BYLEX', 'LIMIT', start, CHUNK)
  for _, line in ipairs(lines) do
    local key = string.match(line, '%z(.*)$')
    if not seen[key] then
      seen[key] = true
      if has_all(key) then
        matched = matched + 1
        if matched > offset then found[#found + 1] = key end
        if #found == limit then return found end
      end
    end
  end
end
return found
