-- Return what is in a batch, as a set; an earlier release knew only of which batch each thing is.
local function batched(set, all, batch, seconds)
  if redis.call('EXISTS', set) == 0 then
    local known = redis.call('HGETALL', all)
    for n = 1, #known, 2 do
      if known[n + 1] == batch then redis.call('SADD', set, known[n]) end
    end
  end
  redis.call('EXPIRE', set, seconds)
  return set
end
