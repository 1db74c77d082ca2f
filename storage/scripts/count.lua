-- Count something that a fan did to a record. Returns how often it was done; nothing if there is
-- no record.
--
-- KEYS  the record, its stats, totals, changed, the fan's taps, days of the artist, days of the
--       track
-- ARGV  name of the counter, tap, now in milliseconds, milliseconds to remember the tap, whether
--       it is a track, whether the counter is folded, day
-- include record
-- include tap
-- include day

local stats, totals, changed, name = KEYS[2], KEYS[3], KEYS[4], ARGV[1]

if redis.call('EXISTS', KEYS[1]) == 0 then return false end

if first_time(KEYS[5], ARGV[2], ARGV[3], ARGV[4]) then
  local is_track = ARGV[5] == '1'
  begin_days(totals, KEYS[6], ARGV[7])
  count_day(KEYS[6], KEYS[7], is_track, ARGV[7], name, 1)
  redis.call('HINCRBY', stats, name, 1)
  if is_track and SUMMED[name] then redis.call('HINCRBY', totals, name, 1) end
  if ARGV[6] == '1' then mark_changed(changed, KEYS[1]) end
end
return count_of(stats, name)
