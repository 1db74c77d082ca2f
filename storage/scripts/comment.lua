-- Write a comment under a record, once by its id. Returns what became of it: `written`; `there`, if
-- it was written before; `gone`, if it was and has been deleted; else why not: `blocked`, `off`,
-- `banned`, `same`, `minute`, `day`. With the first two, how often the artist was told and when last.
-- Nothing if there is no record.
--
-- KEYS  the record, its stats, totals, changed, its thread, the comments in it, whether the artist
--       wants none, who is banned, how far the artist was told, what the author wrote lately, what
--       the author wrote last, all that the author wrote, the mark of an author who is blocked,
--       days of the artist, days of the track
-- ARGV  comment, author, text, now in milliseconds, what the lists of the author call it, a digest
--       of the text, whether the author may write at any pace, most in a minute, most in a day,
--       milliseconds to remember it lately, to remember its digest, to remember what was told,
--       whether it is a track, whether its comments are folded, day
-- include record
-- include said
-- include day

local stats, thread, comments, told = KEYS[2], KEYS[5], KEYS[6], KEYS[9]
local lately, last, all = KEYS[10], KEYS[11], KEYS[12]
local comment, author, now, name = ARGV[1], ARGV[2], tonumber(ARGV[4]), ARGV[5]

if redis.call('EXISTS', KEYS[1]) == 0 then return false end

local function answer(word)
  return {word, unpack(redis.call('HMGET', told, 'times', 'at'))}
end

if redis.call('ZSCORE', thread, comment) then return answer('there') end
if redis.call('ZSCORE', lately, name) then return answer('gone') end
if redis.call('EXISTS', KEYS[13]) == 1 then return answer('blocked') end
if redis.call('EXISTS', KEYS[7]) == 1 or redis.call('HEXISTS', stats, 'comments.off') == 1 then
  return answer('off')
end
if redis.call('ZSCORE', KEYS[8], author) then return answer('banned') end
if ARGV[7] ~= '1' then
  if redis.call('GET', last) == ARGV[6] then return answer('same') end
  local function since(span) return redis.call('ZCOUNT', lately, digits(now - span), '+inf') end
  if since(60000) >= tonumber(ARGV[8]) then return answer('minute') end
  if since(86400000) >= tonumber(ARGV[9]) then return answer('day') end
end

local n = redis.call('HINCRBY', comments, 'n', 1)
redis.call('HSET', comments,
  comment .. ':by', author, comment .. ':text', ARGV[3], comment .. ':at', ARGV[4])
redis.call('ZADD', thread, n, comment)
redis.call('ZADD', all, ARGV[4], name)
redis.call('ZADD', lately, ARGV[4], name)
redis.call('ZREMRANGEBYSCORE', lately, '-inf', digits(now - tonumber(ARGV[10])))
redis.call('PEXPIRE', lately, ARGV[10])
redis.call('SET', last, ARGV[6], 'PX', ARGV[11])
begin_days(KEYS[3], KEYS[14], ARGV[15])
count_day(KEYS[14], KEYS[15], ARGV[13] == '1', ARGV[15], 'comments', 1)
count_comment(KEYS, 1, ARGV[13], ARGV[14])

redis.call('HSETNX', told, 'upto', n - 1)
redis.call('PEXPIRE', told, ARGV[12])
return answer('written')
