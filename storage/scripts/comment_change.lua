-- Set some of what is kept of a comment, if it stands and `by` is its author ('' is anybody).
-- Returns 1, or nothing.
--
-- KEYS  its thread, the comments in it
-- ARGV  comment, by, then what and value in turns

if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return false end
if ARGV[2] ~= '' and redis.call('HGET', KEYS[2], ARGV[1] .. ':by') ~= ARGV[2] then return false end
for i = 3, #ARGV, 2 do
  local field = ARGV[1] .. ':' .. ARGV[i]
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[2], field)
  else
    redis.call('HSET', KEYS[2], field, ARGV[i + 1])
  end
end
return 1
