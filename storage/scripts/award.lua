-- Give a fan points for a day, or take those of one back. `at` are the keys: points in all, of the
-- last days, those who want to be seen by either, days to come to an end. `prefix` and the day are
-- the key of what the day gave; `leaves` says when (milliseconds) and as what it comes to its end.
local function award(at, prefix, fan, points, day, leaves)
  local all, recent, shown, shown_recent, due = unpack(at, 1, 5)
  local function add(key, seen)
    local sum = redis.call('ZINCRBY', key, points, fan)
    if tonumber(sum) <= 0 then redis.call('ZREM', key, fan) end
    if redis.call('ZSCORE', shown, fan) then redis.call('ZADD', seen, sum, fan) end
  end
  local given = redis.call('ZSCORE', prefix .. day, fan)
  if points > 0 or given then
    if tonumber(redis.call('ZINCRBY', prefix .. day, points, fan)) <= 0 then
      redis.call('ZREM', prefix .. day, fan)
    end
    if points > 0 then redis.call('ZADD', due, 'NX', leaves.at, leaves.as) end
    add(recent, shown_recent)
  end
  add(all, shown)
end
