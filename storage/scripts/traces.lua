-- Look at some keys of the store for one that a text may be in: in the key, or in what is there.
--
-- KEYS  none: it walks through all there are
-- ARGV  cursor, the text, how many keys to look at about, elements of the largest value to look into
-- Returns the next cursor, then each key that may have it and its type. A larger value is returned
-- unseen, and whoever asks looks into it piece by piece, so the server never works for long.

local text, largest = ARGV[2], tonumber(ARGV[4])

local READ = {
  hash = function(key) return redis.call('HLEN', key) <= largest and redis.call('HGETALL', key) end,
  set = function(key) return redis.call('SCARD', key) <= largest and redis.call('SMEMBERS', key) end,
  zset = function(key)
    return redis.call('ZCARD', key) <= largest and redis.call('ZRANGE', key, 0, -1)
  end,
  list = function(key)
    return redis.call('LLEN', key) <= largest and redis.call('LRANGE', key, 0, -1)
  end,
}

local function has(value)
  return string.find(value, text, 1, true) ~= nil
end

local function may_have(key, kind)
  if has(key) then return true end
  if kind == 'string' then
    local value = redis.call('GETRANGE', key, 0, 3) ~= 'HYLL' and redis.call('GET', key)
    return value and has(value)
  end
  local elements = READ[kind] and READ[kind](key)
  if not elements then return true end
  for _, element in ipairs(elements) do
    if has(element) then return true end
  end
  return false
end

local found = redis.call('SCAN', ARGV[1], 'COUNT', ARGV[3])
local answer = {found[1]}
for _, key in ipairs(found[2]) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' and may_have(key, kind) then
    answer[#answer + 1] = key
    answer[#answer + 1] = kind
  end
end
return answer
