-- Take an invitation, which nobody else can then: whoever does is a manager. Returns what came of
-- it. The one who took it is answered alike when asking again.
--
-- KEYS  the invitation, those of the artist, the managers, the pages of whoever takes it
-- ARGV  its id, the artist, who takes it, now in milliseconds, how many managers there are at most

local kept = redis.call('HMGET', KEYS[1], 'artist', 'rights', 'until', 'taken')
local artist, rights, over, taken = kept[1], kept[2], kept[3], kept[4]
if artist ~= ARGV[2] or tonumber(ARGV[4]) >= tonumber(over) then return 'gone' end
if artist == ARGV[3] then return 'own' end
local there = redis.call('HEXISTS', KEYS[3], ARGV[3]) == 1
if taken then
  if taken == ARGV[3] and there then return 'accepted' end
  return 'used'
end
if there then return 'already' end
if redis.call('HLEN', KEYS[3]) >= tonumber(ARGV[5]) then return 'full' end
redis.call('HSET', KEYS[1], 'taken', ARGV[3])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4] .. ' ' .. rights)
redis.call('ZADD', KEYS[4], ARGV[4], artist)
return 'accepted'
