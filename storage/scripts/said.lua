-- One comment more or less; the number never falls below what there is to take away.
-- `at` are the keys: the record, its stats, totals, changed.
local function count_comment(at, delta, is_track, is_folded)
  local key, stats, totals, changed = unpack(at, 1, 4)
  delta = math.max(delta, -count_of(stats, 'comments'))
  if delta == 0 then return end
  redis.call('HINCRBY', stats, 'comments', delta)
  if is_track == '1' then redis.call('HINCRBY', totals, 'comments', delta) end
  if is_folded == '1' then mark_changed(changed, key) end
end

local WHAT = {'by', 'text', 'at', 'edited', 'reply', 'replied'}

-- The names under which the hash of comments keeps one.
local function fields_of(comment)
  local fields = {}
  for i, what in ipairs(WHAT) do fields[i] = comment .. ':' .. what end
  return fields
end
