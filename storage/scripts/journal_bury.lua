-- Move one update to the dead letters.
-- KEYS: stream, tries, dead letters
-- ARGV: group, entry id, reason, how many dead letters to keep
-- Returns 1, or 0 if the update is not in the journal (it has been moved already).
local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
if #found == 1 then
  local fields = found[1][2]
  fields[#fields + 1] = 'reason'
  fields[#fields + 1] = ARGV[3]
  redis.call('XADD', KEYS[3], 'MAXLEN', ARGV[4], '*', unpack(fields))
end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
redis.call('HDEL', KEYS[2], ARGV[2])
return #found
