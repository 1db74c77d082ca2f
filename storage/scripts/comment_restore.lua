-- Put a comment back where it was, for whoever deleted it. Returns 1, also if it is there already;
-- nothing if there is none to put back, or nothing to put it under.
--
-- KEYS  as for comment_delete.lua
-- ARGV  comment, its author, who restores it, what the lists of the author call it, whether it is a
--       track, whether its comments are folded
-- include record
-- include said

local thread, comments, trash = KEYS[5], KEYS[6], KEYS[7]
local comment = ARGV[1]

if redis.call('EXISTS', KEYS[1]) == 0 then return false end
if redis.call('ZSCORE', thread, comment) then return 1 end
if redis.call('HGET', trash, 'deleted-by') ~= ARGV[3] then return false end
if redis.call('HGET', trash, 'by') ~= ARGV[2] then return false end

for _, what in ipairs(WHAT) do
  local value = redis.call('HGET', trash, what)
  if value then redis.call('HSET', comments, comment .. ':' .. what, value) end
end
redis.call('ZADD', thread, redis.call('HGET', trash, 'n'), comment)
redis.call('ZADD', KEYS[8], redis.call('HGET', trash, 'at'), ARGV[4])
redis.call('DEL', trash)
count_comment(KEYS, 1, ARGV[5], ARGV[6])
return 1
