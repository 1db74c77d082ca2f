-- Return, as page.lua does, the one record that follows another in the list, newest first; after
-- the oldest, and after one that is gone, comes the newest.
--
-- KEYS  the index
-- ARGV  as for page.lua, but the member in place of the offset

local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
ARGV[1] = rank and (rank + 1) % redis.call('ZCARD', KEYS[1]) or 0

-- include page
