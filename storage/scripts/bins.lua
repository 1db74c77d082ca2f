-- Return of each bin of days the sums of what was counted and how many people listened; then how
-- many listened on all of these days, and day and hours of each day that has any. No caller could
-- name the keys of listeners before: most of them are not there.
local function bins_of(days, ask)
  local bins, everybody, hours, width = {}, {}, {}, #ask.names + 1
  for _, bin in ipairs(ask.bins) do
    local sums, people, fields = {}, {}, {}
    for n, day in ipairs(bin) do
      people[n] = ask.listeners .. day
      everybody[#everybody + 1] = people[n]
      for _, name in ipairs(ask.names) do fields[#fields + 1] = day .. ':' .. name end
      fields[#fields + 1] = day .. ':hours'
    end
    for n = 1, #ask.names do sums[n] = 0 end
    for n, count in ipairs(redis.call('HMGET', days, unpack(fields))) do
      local name = (n - 1) % width + 1
      if count and name == width then
        hours[#hours + 1] = bin[math.ceil(n / width)]
        hours[#hours + 1] = count
      elseif count and tonumber(count) > 0 then
        -- a gift may be taken back that came before gifts were counted by day
        sums[name] = sums[name] + tonumber(count)
      end
    end
    bins[#bins + 1] = {sums, redis.call('PFCOUNT', unpack(people))}
  end
  return bins, redis.call('PFCOUNT', unpack(everybody)), hours
end
