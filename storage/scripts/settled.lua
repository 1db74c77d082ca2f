-- Take what was touched from the list, unless it was touched again meanwhile.
-- KEYS: what was touched
-- ARGV: its name, its score when it was looked at
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1])) == tonumber(ARGV[2]) then
  redis.call('ZREM', KEYS[1], ARGV[1])
end
