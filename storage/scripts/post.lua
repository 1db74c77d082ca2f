-- Apply a posting, whole or not at all; one that is known is not applied again.
--
-- KEYS  journal, postings, states, conflicts, then every other key that the plan names
-- ARGV  the plan as JSON, then for each record what it must replace ('' is nothing) and its new
--       text in two halves, then the text of each notice
-- Returns one of
--   posted, entry, fields    applied just now
--   known, entry, fields     applied before, with this fingerprint
--   conflict                 applied before, with another one
--   step, state              the charge or payout is elsewhere, be it by another one of this id
--   capped | stopped, why    no more of these today; no payouts at present
--   changed, key             a record is not what it was
--   short, account, free     an account cannot give that much
--   much, account            a balance would leave the numbers that are exact
--   malformed, key           a value there is of another type, or a balance is no number
-- Nothing has been written when it is none of the first, except to remember a conflict. An error
-- in the middle would not undo what was written, so everything is looked at before.

-- include touch

local journal, postings, states, conflicts = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local plan = cjson.decode(ARGV[1])

local LIMIT = 9e15 -- of a balance; with a change of at most 1e12, sums stay below 2^53
local SEEN_S = 30 * 86400 -- a notice is not put twice, as in outbox_put.lua
local CONFLICTS = 1000 -- remembered ones; whoever makes more is up to something

local function digits(number)
  return string.format('%.0f', number)
end

local function whole(text)
  if not string.match(text, '^%-?%d+$') or #text > 17 then return nil end
  local number = tonumber(text)
  if math.abs(number) > LIMIT then return nil end
  return number
end

-- Return the first key that holds a value of another type than the plan says.
local function mistyped(first, last)
  for i = first, last do
    local found = redis.call('TYPE', KEYS[i]).ok
    if found ~= plan.types[i] and found ~= 'none' then return KEYS[i] end
  end
end

-- 1. Is it known?

local wrong = mistyped(1, 4)
if wrong then return {'malformed', wrong} end

local known = redis.call('HGET', postings, plan.id)
if known then
  local entry = redis.call('XRANGE', journal, known, known)[1]
  if not entry then return {'malformed', journal} end
  for i = 1, #entry[2], 2 do
    -- One whose people are gone has no fingerprint, and is known by its id: see books.py.
    local print = entry[2][i] == 'print' and entry[2][i + 1]
    if print == '' or print == plan.print then return {'known', known, entry[2]} end
  end
  if plan.chosen then return {'step', redis.call('HGET', states, plan.step.thing) or ''} end
  if redis.call('HLEN', conflicts) < CONFLICTS then
    redis.call('HSETNX', conflicts, plan.id .. ' ' .. plan.print, ARGV[1])
  end
  return {'conflict'}
end

-- 2. May it be applied?

wrong = mistyped(5, #KEYS)
if wrong then return {'malformed', wrong} end

if plan.step then
  local state = redis.call('HGET', states, plan.step.thing) or ''
  if state ~= plan.step.before then return {'step', state} end
end
if plan.stopped then
  local why = redis.call('GET', plan.stopped)
  if why then return {'stopped', why} end
end
if plan.quota then
  local used = whole(redis.call('HGET', plan.quota.key, plan.quota.name) or '0')
  if not used then return {'malformed', plan.quota.key} end
  if used >= plan.quota.limit then return {'capped', plan.quota.name} end
end
for i, record in ipairs(plan.records) do
  if (redis.call('GET', record.key) or '') ~= ARGV[3 * i - 1] then return {'changed', record.key} end
end

for _, tally in ipairs(plan.tallies) do
  if not whole(redis.call('HGET', tally.key, tally.field) or '0') then
    return {'malformed', tally.key}
  end
end

-- Return what a leg can take: of Stars those that have matured, or that are to mature with it.
-- Where something is no number, return its key besides.
local function free_for(leg)
  local free = whole(redis.call('GET', leg.key) or '0')
  if not free then return 0, leg.key end
  if leg.maturing then
    local days = redis.call('HGETALL', leg.maturing)
    for d = 1, #days, 2 do
      local stars = whole(days[d + 1])
      if not stars then return 0, leg.maturing end
      if days[d] > plan.today then free = free - stars end
    end
    if leg.matures and leg.matures > plan.today then -- by a clock that is behind, it may be gone
      local own = tonumber(redis.call('HGET', leg.maturing, leg.matures) or '0')
      free = free + math.max(0, math.min(-leg.delta, own))
    end
  end
  return free
end

local parts = {} -- the legs, or what their accounts can give and what others give for them
for _, leg in ipairs(plan.legs) do
  local short = 0
  if leg.floor then
    local free, malformed = free_for(leg)
    if malformed then return {'malformed', malformed} end
    short = math.max(0, math.min(leg.floor - free - leg.delta, -leg.delta))
    if short > 0 and not leg.cover then return {'short', leg.name, digits(free - leg.floor)} end
    leg.delta = leg.delta + short
  end
  if leg.delta ~= 0 then parts[#parts + 1] = leg end
  if short > 0 then
    parts[#parts + 1] = {name = leg.cover.name, key = leg.cover.key, delta = -short}
  end
end

local balances, lines = {}, {}
for i, part in ipairs(parts) do
  local before = whole(redis.call('GET', part.key) or '0')
  if not before then return {'malformed', part.key} end
  if part.adopted then before = before - part.delta end
  local after = before + part.delta
  if math.abs(after) > LIMIT then return {'much', part.name} end
  balances[i] = digits(after)
  lines[i] = part.name .. ' ' .. digits(part.delta) .. ' ' .. balances[i]
  if part.matures then
    lines[i] = lines[i] .. ' ' .. part.matures
    local stars = redis.call('HGET', part.maturing, part.matures) or '0'
    if not whole(stars) then return {'malformed', part.maturing} end
  end
end

-- 3. Apply it.

for i, part in ipairs(parts) do
  redis.call('SET', part.key, balances[i])
  if part.matures and part.matures > plan.today then
    local stars = tonumber(redis.call('HGET', part.maturing, part.matures) or '0')
    redis.call('HSET', part.maturing, part.matures, digits(math.max(0, stars + part.delta)))
  elseif part.maturing then
    for _, day in ipairs(redis.call('HKEYS', part.maturing)) do
      if day <= plan.today then redis.call('HDEL', part.maturing, day) end
    end
  end
end

local written = {}
for i, record in ipairs(plan.records) do
  local number = record.leg and plan.legs[record.leg].delta
  if record.tally then -- two gifts at once are two numbers, which are known only here
    local tally = plan.tallies[record.tally]
    number = math.max(1, (redis.call('HGET', tally.key, tally.field) or 0) + tally.delta)
  end
  if number ~= 0 then
    local text = ARGV[3 * i] .. (number and digits(number) or '') .. ARGV[3 * i + 1]
    redis.call('SET', record.key, text)
    redis.call('ZADD', record.index, record.made, record.id)
    written[#written + 1] = record.key
  end
end

local said = 1 + 3 * #plan.records
for i, notice in ipairs(plan.notices) do
  redis.call('XADD', notice.outbox, '*', 'id', notice.id, 'text', ARGV[said + i])
  redis.call('SET', notice.seen, '1', 'EX', SEEN_S)
end
for _, tally in ipairs(plan.tallies) do
  redis.call('HINCRBY', tally.key, tally.field, digits(tally.delta))
end
for _, mark in ipairs(plan.marks) do
  if mark.at then
    redis.call('ZADD', mark.key, 'LT', mark.at, mark.member)
  else
    redis.call('ZREM', mark.key, mark.member)
  end
end

for _, one in ipairs(plan.touches) do touch(one.key, one.member) end

if plan.lease then
  local key, holder = plan.lease.key, plan.lease.holder
  local from = math.max(tonumber(plan.at), tonumber(redis.call('ZSCORE', key, holder) or '0'))
  redis.call('ZREMRANGEBYSCORE', key, '-inf', plan.at) -- those whose time is over
  redis.call('ZADD', key, digits(from + tonumber(plan.lease.ms)), holder)
end

local step = ''
if plan.step then
  redis.call('HSET', states, plan.step.thing, plan.step.after)
  step = plan.step.thing .. ' ' .. plan.step.after
end
if plan.quota then
  redis.call('HINCRBY', plan.quota.key, plan.quota.name, 1)
  redis.call('EXPIRE', plan.quota.key, 2 * 86400)
end

local fields = {
  'id', plan.id,
  'kind', plan.kind,
  'by', plan.by,
  'at', plan.at,
  'lines', table.concat(lines, '\n'),
  'records', table.concat(written, ' '),
  'step', step,
  'note', plan.note,
  'print', plan.print,
}
if plan.admin ~= '' then
  fields[#fields + 1] = 'admin'
  fields[#fields + 1] = plan.admin
end
local entry = redis.call('XADD', journal, '*', unpack(fields))
redis.call('HSET', postings, plan.id, entry)
if plan.payments then redis.call('ZADD', plan.payments, plan.at, entry) end
return {'posted', entry, fields}
