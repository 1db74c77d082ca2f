-- Put a fan where they belong among an artist's followers, or nowhere. Twice is as once.
--
-- KEYS  the followers by number, donors, by when they were last seen, elsewhere, where each lives,
--       towns, names of towns, what the fans gave in Stars and in coins
-- ARGV  fan, the fan's number, now in milliseconds, the fan's town ('' is none, '?' an unknown one),
--       its code, what the keys of the fans in a town begin with, how many make a town

local followers, donors, active, elsewhere = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local homes, towns, names = KEYS[5], KEYS[6], KEYS[7]
local fan, number, now, town, code, prefix = unpack(ARGV, 1, 6)
local enough = tonumber(ARGV[7])
local follows = redis.call('ZSCORE', followers, fan)

local gave = false
for i = 8, 9 do
  gave = gave or tonumber(redis.call('HGET', KEYS[i], fan) or '0') > 0
end
if follows and gave then
  redis.call('ZADD', donors, number, fan)
else
  redis.call('ZREM', donors, fan)
end

if follows then
  redis.call('ZADD', active, 'NX', now, fan)
else
  redis.call('ZREM', active, fan)
end

-- A town of few is shown to nobody: its fans are elsewhere, until they are enough.
local function all_of(key)
  return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
end

local home = follows and town ~= '' and code or false
local before = redis.call('HGET', homes, fan)
if before == home then return end

if before then
  redis.call('HDEL', homes, fan)
  redis.call('ZREM', elsewhere, fan)
  if before ~= '-' then
    redis.call('ZREM', prefix .. before, fan)
    local left = tonumber(redis.call('ZINCRBY', towns, -1, before))
    if left == enough - 1 then
      local few = all_of(prefix .. before)
      for i = 1, #few, 2 do redis.call('ZADD', elsewhere, few[i + 1], few[i]) end
    elseif left == 0 then
      redis.call('ZREM', towns, before)
      redis.call('HDEL', names, before)
    end
  end
end

if home then
  redis.call('HSET', homes, fan, home)
  local here = 0
  if home ~= '-' then
    redis.call('ZADD', prefix .. home, number, fan)
    redis.call('HSET', names, home, town)
    here = tonumber(redis.call('ZINCRBY', towns, 1, home))
  end
  if here < enough then
    redis.call('ZADD', elsewhere, number, fan)
  elseif here == enough then
    local many = all_of(prefix .. home)
    for i = 1, #many, 2 do redis.call('ZREM', elsewhere, many[i]) end
  end
end
