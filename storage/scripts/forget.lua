-- Take a record out of those to fold, if it is still what it was when nothing could be folded.
--
-- KEYS  changed, the record
-- ARGV  what it was; empty: nothing there

if (redis.call('GET', KEYS[2]) or '') == ARGV[1] then redis.call('ZREM', KEYS[1], KEYS[2]) end
