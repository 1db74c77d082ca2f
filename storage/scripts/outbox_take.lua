-- Hand out what is to be delivered, the most urgent first.
-- KEYS: the streams
-- ARGV: group, consumer, at most how many
-- Returns for each stream that had something its name and its entries.
local given, room = {}, tonumber(ARGV[3])
for _, stream in ipairs(KEYS) do
  if room < 1 then break end -- to XREADGROUP, 0 would be all there are
  local found = redis.call(
    'XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', room, 'STREAMS', stream, '>'
  )
  if found then
    given[#given + 1] = found[1]
    room = room - #found[1][2]
  end
end
return given
