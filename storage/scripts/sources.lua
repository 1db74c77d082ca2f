-- Return for each source: its name, what the artist calls it, taps, people, plays, follows, Stars.
--
-- KEYS  the artist's names of sources, sources of the artist on each day
-- ARGV  for each day: what the keys of people begin with

local WHAT = {'plays', 'follows', 'stars'}
local found, people = {}, {}

for i = 2, #KEYS do
  local day = redis.call('HGETALL', KEYS[i])
  for n = 1, #day, 2 do
    local source, what = string.match(day[n], '^(%S+):(%l+)$')
    local counts = found[source] or {}
    found[source] = counts
    counts[what] = (counts[what] or 0) + tonumber(day[n + 1])
    if what == 'taps' then
      people[source] = people[source] or {}
      table.insert(people[source], ARGV[i - 1] .. source)
    end
  end
end

local rows = {}
for source, counts in pairs(found) do
  local came = people[source] and redis.call('PFCOUNT', unpack(people[source])) or 0
  local label = redis.call('HGET', KEYS[1], source) or ''
  local row = {source, label, counts.taps or 0, came}
  for _, what in ipairs(WHAT) do row[#row + 1] = counts[what] or 0 end
  rows[#rows + 1] = row
end
return rows
