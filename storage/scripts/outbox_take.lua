-- Hand out what is to be delivered, the most urgent first.
-- KEYS: mark that sending is stopped, the lease of whoever delivers, the streams
-- ARGV: group, consumer, owner of the lease ('' asks for none), at most how many, of these at most
--       how many that can wait; how many of the streams go on when sending is stopped, and how many
--       cannot wait
-- Returns for each stream that had something its name and its entries. If nothing had: for each
-- stream that might have, its name and the id after which to look.
if ARGV[3] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[3] then return {{}, {}} end
local room, bulk, last = tonumber(ARGV[4]), tonumber(ARGV[5]), #KEYS
if redis.call('EXISTS', KEYS[1]) == 1 then last = 2 + ARGV[6] end
local given, open = {}, {}
for n = 3, last do
  local can_wait = n > 2 + ARGV[7]
  local most = can_wait and math.min(room, bulk) or room
  if most > 0 then -- to XREADGROUP, 0 would be all there are
    local found = redis.call(
      'XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', most, 'STREAMS', KEYS[n], '>'
    )
    if found then
      given[#given + 1] = found[1]
      room = room - #found[1][2]
      if can_wait then bulk = bulk - #found[1][2] end
    end
    local newest = redis.call('XREVRANGE', KEYS[n], '+', '-', 'COUNT', 1)[1]
    open[#open + 1] = {KEYS[n], newest and newest[1] or '0-0'}
  end
end
return {given, #given == 0 and open or {}}
