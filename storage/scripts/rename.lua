-- Put the copy of a stream in its place, if the copy has all of it, and in the same step call by
-- other names what must be called the same as in there.
--
-- KEYS  the stream, its copy
-- ARGV  as JSON: `keys`, pairs of the old name and the new; `fields` and `members`, of hashes and
--       sorted sets, triples of the key, the old name and the new
-- Returns 1, or 0 if the stream has changed since it was copied.

local names = cjson.decode(ARGV[1])

local function last_of(stream)
  local entry = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  return entry and entry[1] or ''
end

if redis.call('EXISTS', KEYS[2]) == 1 then
  local same = redis.call('XLEN', KEYS[1]) == redis.call('XLEN', KEYS[2])
  if not same or last_of(KEYS[1]) ~= last_of(KEYS[2]) then return 0 end
  redis.call('RENAME', KEYS[2], KEYS[1])
elseif redis.call('XLEN', KEYS[1]) > 0 then
  return 0
end
for _, one in ipairs(names.fields) do
  local value = redis.call('HGET', one[1], one[2])
  if value then
    redis.call('HSET', one[1], one[3], value)
    redis.call('HDEL', one[1], one[2])
  end
end
for _, one in ipairs(names.members) do
  local score = redis.call('ZSCORE', one[1], one[2])
  if score then
    redis.call('ZADD', one[1], score, one[3])
    redis.call('ZREM', one[1], one[2])
  end
end
for _, pair in ipairs(names.keys) do
  if redis.call('EXISTS', pair[1]) == 1 then redis.call('RENAME', pair[1], pair[2]) end
end
return 1
