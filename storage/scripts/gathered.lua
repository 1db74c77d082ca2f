-- Close a batch, and return what is in it.
--
-- KEYS  of which batch each thing is, the batch that is open
-- ARGV  the batch

if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
local things, all = {}, redis.call('HGETALL', KEYS[1])
for n = 1, #all, 2 do
  if all[n + 1] == ARGV[1] then things[#things + 1] = all[n] end
end
return things
