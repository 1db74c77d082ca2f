-- Take a comment from its thread, for a minute into a trash. Returns 1; nothing if it is not there.
-- Deleting it once more returns 1 as long as it is in the trash.
--
-- KEYS  the record, its stats, totals, changed, its thread, the comments in it, the trash, all that
--       the author wrote
-- ARGV  comment, its author, who deletes it, what the lists of the author call it, milliseconds to
--       keep it, whether it is a track, whether its comments are folded
-- include record
-- include said

local thread, comments, trash = KEYS[5], KEYS[6], KEYS[7]
local comment, fields = ARGV[1], fields_of(ARGV[1])

local n = redis.call('ZSCORE', thread, comment)
if not n then return redis.call('EXISTS', trash) == 1 and 1 end
if redis.call('HGET', comments, comment .. ':by') ~= ARGV[2] then return false end

for i, value in ipairs(redis.call('HMGET', comments, unpack(fields))) do
  if value then redis.call('HSET', trash, WHAT[i], value) end
end
redis.call('HSET', trash, 'n', n, 'deleted-by', ARGV[3])
redis.call('PEXPIRE', trash, ARGV[5])
redis.call('HDEL', comments, unpack(fields))
redis.call('ZREM', thread, comment)
redis.call('ZREM', KEYS[8], ARGV[4])
count_comment(KEYS, -1, ARGV[6], ARGV[7])
return 1
