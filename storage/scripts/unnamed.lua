-- Remember that a donor gave an artist something without their name, and what it was, unless some
-- that they gave before that was kept is not known.
--
-- KEYS  donors who did, what they gave so
-- ARGV  the donor, what is before the name of the first and after that of the last of theirs, this one

local new = redis.call('SADD', KEYS[1], ARGV[1]) == 1
if new or #redis.call('ZRANGEBYLEX', KEYS[2], ARGV[2], ARGV[3], 'LIMIT', 0, 1) > 0 then
  redis.call('ZADD', KEYS[2], 0, ARGV[4])
end
