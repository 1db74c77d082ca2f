-- Put the copy of a stream in its place, if the copy has all of it, and in the same step rename
-- what must be called the same as in there.
--
-- KEYS  the stream, its copy, and if it has one: the number of its edition
-- ARGV  as JSON, what renaming.lua takes
-- Returns 1, or 0 if the stream has changed since it was copied.
-- include renaming

local function last_of(stream)
  local entry = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  return entry and entry[1] or ''
end

if redis.call('EXISTS', KEYS[2]) == 1 then
  local same = redis.call('XLEN', KEYS[1]) == redis.call('XLEN', KEYS[2])
  if not same or last_of(KEYS[1]) ~= last_of(KEYS[2]) then return 0 end
  redis.call('UNLINK', KEYS[1]) -- RENAME alone would let go of it here and now
  redis.call('RENAME', KEYS[2], KEYS[1])
  if KEYS[3] then redis.call('INCR', KEYS[3]) end
elseif redis.call('XLEN', KEYS[1]) > 0 then
  return 0
end
rename_all(cjson.decode(ARGV[1]))
return 1
