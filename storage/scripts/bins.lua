-- Return of each bin of days the sums of what was counted and how many people listened; then how
-- many listened on all of these days. No caller could name all the keys of listeners before, for
-- most of them are not there.
local function bins_of(days, ask)
  local bins, all = {}, {}
  for _, bin in ipairs(ask.bins) do
    local sums, heard = {}, {}
    for n = 1, #ask.names do sums[n] = 0 end
    for _, day in ipairs(bin) do
      local fields = {}
      for n, name in ipairs(ask.names) do fields[n] = day .. ':' .. name end
      if #fields > 0 then
        for n, count in ipairs(redis.call('HMGET', days, unpack(fields))) do
          -- a gift may be taken back that came before gifts were counted by day
          if count and tonumber(count) > 0 then sums[n] = sums[n] + tonumber(count) end
        end
      end
      local key = ask.listeners .. day
      if redis.call('EXISTS', key) == 1 then
        heard[#heard + 1] = key
        all[#all + 1] = key
      end
    end
    bins[#bins + 1] = {sums, #heard > 0 and redis.call('PFCOUNT', unpack(heard)) or 0}
  end
  return bins, #all > 0 and redis.call('PFCOUNT', unpack(all)) or 0
end
