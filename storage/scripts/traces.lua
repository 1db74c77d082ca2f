-- Look at some keys of the store for a text: in the key, or in what is there.
--
-- KEYS  none: it walks through all there are
-- ARGV  cursor, the text, how much to look at about (a key counts as some elements do), elements of
--       the largest value to look into
-- Returns the next cursor, then for each key that may have it: the key, its type, and what there may
-- have it: fields with their values, members with their scores; nothing of a larger value and of a
-- stream. Whoever asks looks into those piece by piece, so the server never works for long.

local KEY = 5 -- as long as so many elements

local text, most, largest = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local LENGTH = {hash = 'HLEN', set = 'SCARD', zset = 'ZCARD', list = 'LLEN', string = 'STRLEN'}
local READ = {
  hash = function(key) return redis.call('HGETALL', key) end,
  set = function(key) return redis.call('SMEMBERS', key) end,
  zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
  list = function(key) return redis.call('LRANGE', key, 0, -1) end,
  string = function(key)
    return {redis.call('GETRANGE', key, 0, 3) ~= 'HYLL' and redis.call('GET', key) or ''}
  end,
}
local PAIRS = {hash = true, zset = true}

local function has(value)
  return string.find(value, text, 1, true) ~= nil
end

local function parts_with_it(kind, elements)
  local found, each = {}, PAIRS[kind] and 2 or 1
  for i = 1, #elements, each do
    if has(elements[i]) or (kind == 'hash' and has(elements[i + 1])) then
      for j = i, i + each - 1 do found[#found + 1] = elements[j] end
    end
  end
  return found
end

local answer, cursor, looked = {}, ARGV[1], 0
repeat
  local found = redis.call('SCAN', cursor, 'COUNT', 20)
  cursor = found[1]
  for _, key in ipairs(found[2]) do
    local kind = redis.call('TYPE', key).ok
    local length = LENGTH[kind] and redis.call(LENGTH[kind], key)
    looked = looked + KEY
    if length and (length <= largest or kind == 'string') then
      local parts = parts_with_it(kind, READ[kind](key))
      if kind ~= 'string' then looked = looked + length end
      if #parts > 0 or has(key) then answer[#answer + 1] = {key, kind, parts} end
    elseif kind ~= 'none' then
      answer[#answer + 1] = {key, kind}
    end
  end
until cursor == '0' or looked >= most
return {cursor, answer}
