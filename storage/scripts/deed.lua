-- Add what somebody did to the end of a page's log, once: neither when the update that did it is
-- handled again, nor when the same button is pressed twice in a row.
--
-- KEYS  the log, the mark of the update
-- ARGV  how many entries are kept, milliseconds to keep the mark, within how many milliseconds the
--       same is the same, now, then name and text of each field

if not redis.call('SET', KEYS[2], 1, 'NX', 'PX', ARGV[2]) then return 0 end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last then
  local same = #last[2] == #ARGV - 4 + 2 and ARGV[4] - last[2][2] < tonumber(ARGV[3])
  for i = 5, #ARGV do same = same and last[2][i - 2] == ARGV[i] end
  if same then return 0 end
end
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[1], '*', 'at', ARGV[4], unpack(ARGV, 5))
return 1
