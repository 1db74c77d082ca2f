local function rename_key(old, new)
  if redis.call('EXISTS', old) == 0 then return end
  if redis.call('EXISTS', new) == 0 then
    redis.call('RENAME', old, new)
    return
  end
  local kind = redis.call('TYPE', old).ok
  if kind == 'hash' then
    local had = redis.call('HGETALL', old)
    for i = 1, #had, 2 do redis.call('HINCRBY', new, had[i], had[i + 1]) end
  elseif kind == 'zset' then
    redis.call('ZUNIONSTORE', new, 2, new, old, 'AGGREGATE', 'MAX')
  elseif string.find(redis.call('GET', new), '^-?%d+$') then
    redis.call('INCRBY', new, redis.call('GET', old))
  end
  redis.call('UNLINK', old)
end

-- Rename `keys`, pairs of the old name and the new; `fields` and `members`, of hashes and sorted sets,
-- triples of the key, the old name and the new. Where something is called so already, it is of the
-- same person: it has the sum of both.
local function rename_all(names)
  for _, one in ipairs(names.fields) do
    local value = redis.call('HGET', one[1], one[2])
    if value then
      if redis.call('HSETNX', one[1], one[3], value) == 0 then
        redis.call('HINCRBY', one[1], one[3], value)
      end
      redis.call('HDEL', one[1], one[2])
    end
  end
  for _, one in ipairs(names.members) do
    local score = redis.call('ZSCORE', one[1], one[2])
    if score then
      redis.call('ZADD', one[1], score, one[3])
      redis.call('ZREM', one[1], one[2])
    end
  end
  for _, pair in ipairs(names.keys) do rename_key(pair[1], pair[2]) end
end
