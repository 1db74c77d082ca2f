-- Return why an artist may not publish something: `blocked`, they are; `taken`, it was taken from
-- them, or its file before; nothing if they may. `taken` is where it would be, `taken_files` those.
local function refusal(blocked, taken_files, taken, facts)
  if redis.call('EXISTS', blocked) == 1 then return 'blocked' end
  if redis.call('EXISTS', taken) == 1 then return 'taken' end
  if facts.file and facts.file ~= cjson.null
    and redis.call('HEXISTS', taken_files, facts.file) == 1 then
    return 'taken'
  end
end
