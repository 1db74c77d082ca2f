-- Give a dead letter another chance, at the end of the journal.
-- KEYS: stream, dead letters
-- ARGV: id of the dead letter
-- Returns 1, or 0 if there is no such letter (it has been moved already).
local found = redis.call('XRANGE', KEYS[2], ARGV[1], ARGV[1])
if #found == 1 then
  local fields = {}
  local all = found[1][2]
  for n = 1, #all, 2 do
    fields[all[n]] = all[n + 1]
  end
  redis.call('XADD', KEYS[1], '*', 'id', fields.id, 'raw', fields.raw)
  redis.call('XDEL', KEYS[2], ARGV[1])
end
return #found
