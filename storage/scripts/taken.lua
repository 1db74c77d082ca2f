-- Tell whether a lease is somebody else's. Where the clock was set back, it ends no later for that.
local function taken(lease, owner, lasts)
  local holder = redis.call('GET', lease)
  if not holder or holder == owner then return false end
  if redis.call('PTTL', lease) > tonumber(lasts) then redis.call('PEXPIRE', lease, lasts) end
  return true
end
