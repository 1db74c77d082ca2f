-- Return members with a score above a cursor, lowest first, and the cursor after them (empty: they
-- were the last). Members of one score are never parted, so that none is skipped. None has a score
-- above `upto`, if there is one.
local function crowd(key, cursor, limit, upto)
  local found = redis.call(
    'ZRANGE', key, '(' .. cursor, upto or '+inf', 'BYSCORE', 'LIMIT', 0, limit, 'WITHSCORES')
  local members = {}
  for i = 1, #found, 2 do members[#members + 1] = found[i] end
  if #members < limit or #members == 0 then return '', members end

  local last = found[#found]
  local first_of_last = #members
  while first_of_last > 1 and found[2 * first_of_last - 2] == last do
    first_of_last = first_of_last - 1
  end
  local equals = redis.call('ZRANGE', key, last, last, 'BYSCORE')
  for i = 1, #equals do members[first_of_last + i - 1] = equals[i] end
  return last, members
end
