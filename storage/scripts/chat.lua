-- Keep a chat of an artist, if it is still what it is to replace; and whose chat it is.
--
-- KEYS  the artist's chats, the chat's artists, when each was checked
-- ARGV  chat, artist, the chat as it was ('' is nothing) and as it is to be ('' is no more), since
--       when (milliseconds)

local kept = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if kept == ARGV[4] then return 1 end -- the reply of the first time was lost
if kept ~= ARGV[3] then return 0 end
local checked = ARGV[2] .. ' ' .. ARGV[1]
if ARGV[4] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[2])
  redis.call('ZREM', KEYS[3], checked)
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
  redis.call('ZADD', KEYS[2], ARGV[5], ARGV[2])
  redis.call('ZADD', KEYS[3], 'NX', ARGV[5], checked)
end
return 1
