-- Begin to let somebody go whose day is over, or let them stay.
--
-- KEYS  those who will go, by when; those who are going
-- ARGV  who; their pseudonym, '' to let them stay; now in milliseconds
-- Returns their pseudonym if they are going, which nothing undoes; 1 if they stay after all;
-- nothing if they neither will go nor are going, or their day is not over.

local going = redis.call('HGET', KEYS[2], ARGV[1])
if going then return going end
local due = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not due then return false end
if ARGV[2] == '' then return redis.call('ZREM', KEYS[1], ARGV[1]) end
if tonumber(due) > tonumber(ARGV[3]) then return false end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return ARGV[2]
