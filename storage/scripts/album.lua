-- List a track by its album: a new one comes last. `place`: where it was before.
local function list_by_album(album, member, score, place)
  local before = redis.call('HGET', album.of, member) or ''
  if before == album.id then return end
  if before ~= '' then
    redis.call('ZREM', album.prefix .. before, member)
    redis.call('HDEL', album.of, member)
    if redis.call('ZCARD', album.prefix .. before) < 2 then
      redis.call('ZREM', album.all, before)
    end
  end
  if album.id ~= '' then
    local songs = album.prefix .. album.id
    local last = redis.call('ZRANGE', songs, -1, -1, 'WITHSCORES')
    redis.call('ZADD', songs, place or tonumber(last[2] or '0') + 1, member)
    redis.call('HSET', album.of, member, album.id)
    if redis.call('ZCARD', songs) > 1 then redis.call('ZADD', album.all, 'GT', score, album.id) end
  end
end
