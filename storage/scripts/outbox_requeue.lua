-- Give a dead letter another chance.
-- KEYS: dead letters, its campaign, which may be none, the streams
-- ARGV: its entry, then the classes
-- Returns 1, or 0 if it is not there any more.
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not found then return 0 end
local fields = {}
for n = 1, #found[2], 2 do fields[found[2][n]] = found[2][n + 1] end
local queue = KEYS[#KEYS] -- of a class of another release
for n = 2, #ARGV do
  if ARGV[n] == fields.class then queue = KEYS[n + 1] end
end
redis.call('XADD', queue, '*', 'id', fields.id, 'text', fields.text)
if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('HINCRBY', KEYS[2], 'failed', -1) end
return redis.call('XDEL', KEYS[1], ARGV[1])
