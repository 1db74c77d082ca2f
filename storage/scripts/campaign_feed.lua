-- Put the notices of a campaign to some more people into the outbox.
-- KEYS: it, its audience, all that are to run, their stream, those to report on; perhaps a set that
--       is all who are told of the audience
-- ARGV: id, the cursor as it was read, at most how many, how many may wait in the stream, now in ms;
--       the greatest score that is told, of how many it may be unknown what becomes of them ('' is
--       any number), then what may
-- Returns how many; nothing if it does not run, or somebody else has fed it.
-- include crowd
local found = redis.call('HMGET', KEYS[1], 'state', 'cursor', 'body', 'expires', 'about')
local state, cursor, body, expires = found[1], found[2] or '', found[3], found[4] or ''
if state ~= 'planned' and state ~= 'running' then
  redis.call('ZREM', KEYS[3], ARGV[1])
  return false
end
if cursor ~= ARGV[2] then return false end
local room = math.min(tonumber(ARGV[3]), tonumber(ARGV[4]) - redis.call('XLEN', KEYS[4]))
if ARGV[7] ~= '' then
  local settled = 0
  for _, count in ipairs(redis.call('HMGET', KEYS[1], unpack(ARGV, 8))) do
    settled = settled + (tonumber(count) or 0)
  end
  local taken = tonumber(redis.call('HGET', KEYS[1], 'taken') or '0')
  room = math.min(room, tonumber(ARGV[7]) - (taken - settled))
end
if expires ~= '' and tonumber(expires) < tonumber(ARGV[5]) then room = nil end
local after, people = '', {}
if room then
  if room < 1 then return 0 end
  after, people = crowd(KEYS[2], cursor == '' and '-inf' or cursor, room, ARGV[6])
end
local text = string.sub(body, 1, -2) .. ',"to":"'
local told = 0
for _, one in ipairs(people) do
  if not KEYS[6] or redis.call('SISMEMBER', KEYS[6], one) == 1 then
    redis.call('XADD', KEYS[4], '*', 'id', ARGV[1] .. ':' .. one, 'text', text .. one .. '"}')
    told = told + 1
  end
end
if redis.call('HSETNX', KEYS[1], 'begun', ARGV[5]) == 1 then
  local all = KEYS[6] and redis.call('SCARD', KEYS[6])
  redis.call('HSET', KEYS[1], 'people', all or redis.call('ZCOUNT', KEYS[2], '-inf', ARGV[6]))
end
redis.call('HINCRBY', KEYS[1], 'taken', told)
if after == '' then
  redis.call('HSET', KEYS[1], 'state', 'done', 'cursor', '+inf')
  redis.call('ZREM', KEYS[3], ARGV[1])
  if (found[5] or '') ~= '' then
    local time = redis.call('TIME') -- the clock of the entries
    redis.call('ZADD', KEYS[5], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
  end
else
  redis.call('HSET', KEYS[1], 'state', 'running', 'cursor', after)
  local last = redis.call('ZREVRANGEBYSCORE', KEYS[3], '(1e12', '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  redis.call('ZADD', KEYS[3], (last[2] or 0) + 1, ARGV[1]) -- behind the others that run
end
return #people -- those who are not told count too: there is more to do
