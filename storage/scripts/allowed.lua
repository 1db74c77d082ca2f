-- Return why an artist may not publish something: `blocked`, they are; `taken`, the file was taken
-- from them before; nothing if they may. `taken_files` are those.
local function refusal(blocked, taken_files, facts)
  if redis.call('EXISTS', blocked) == 1 then return 'blocked' end
  if facts.file and facts.file ~= cjson.null
    and redis.call('HEXISTS', taken_files, facts.file) == 1 then
    return 'taken'
  end
end
