-- Return how many records have a word for each question, and the keys of some of them, the best
-- first: words that are the same as written, then the same read otherwise, then beginnings, then
-- misspellings; artists before others, names of which nothing is left before longer ones, and
-- those with more followers or likes before those with fewer.
--
-- KEYS  the words of the catalogue
-- ARGV  offset, limit, how many words and how many records to look at, what the keys of cards begin
--       with, the questions as JSON: `written`, `readings`, `typos` (from words to their errors)
-- The cards of a record are at a key that follows from the record's.
-- include catalog

local FEW = 100 -- records of a word that are looked at one by one rather than intersected
local HEAVIEST = 2 ^ 24 - 1 -- what can be told apart by followers or likes

local base = KEYS[1]
local offset, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local questions = cjson.decode(ARGV[6])
local most_words, most_records = math.floor(ARGV[3] / #questions), tonumber(ARGV[4])

-- Return the numbers of the words that answer a question, the best first, and how many records have
-- them; and of a word that is the same, if there is one. Of the only question, no more words than
-- there is time for their records.
local function answers(question)
  local numbers, whole, records, seen = {}, nil, 0, {}
  local function take(number, common)
    if not number or seen[number] then return end
    seen[number] = true
    numbers[#numbers + 1] = number
    if #questions > 1 or common then
      records = records + redis.call('ZCARD', base .. ':at:' .. number)
    end
  end
  for _, reading in ipairs(question.readings) do
    local number = number_of(base, reading)
    whole = whole or number
    take(number, true)
  end
  if #questions == 1 and records >= most_records then return numbers, records, whole end
  for _, reading in ipairs(question.readings) do
    if #reading <= 2 then take(number_of(base, reading .. '*'), true) end
    if #questions == 1 and records >= most_records then return numbers, records, whole end
    local lines = redis.call('ZRANGE', base, '[' .. reading, '(' .. reading .. '\255', 'BYLEX',
      'LIMIT', 0, most_words)
    for _, line in ipairs(lines) do take(string.match(line, '%z(.*)$')) end
    if #lines == most_words then records = math.huge end
  end
  for word in pairs(question.typos) do take(number_of(base, word)) end
  return numbers, records, whole
end

local wholes, rarest, fewest, terms = {}, nil, nil, nil
for i, question in ipairs(questions) do
  local numbers, records, whole = answers(question)
  if #numbers == 0 then return {0} end
  wholes[i] = whole or false
  if not rarest or records < fewest then rarest, fewest, terms = i, records, numbers end
end

local all_whole = #questions > 1
for i = 1, #questions do all_whole = all_whole and (i == rarest or wholes[i]) end

-- Return records that have a word, and their weights, in turns; the lightest first if `upwards`.
local function candidates(number, room)
  local at = base .. ':at:' .. number
  if all_whole and redis.call('ZCARD', at) > FEW then
    local call, weights = {'ZINTER', #questions, at}, {'WEIGHTS', 1}
    for i, whole in ipairs(wholes) do
      if i ~= rarest then
        call[#call + 1] = base .. ':at:' .. whole
        weights[#weights + 1] = 0
      end
    end
    for _, word in ipairs(weights) do call[#call + 1] = word end
    call[#call + 1] = 'WITHSCORES'
    return redis.call(unpack(call)), true
  end
  return redis.call('ZRANGE', at, 0, room - 1, 'REV', 'WITHSCORES'), false
end

local function begins(text, with)
  return string.sub(text, 1, #with) == with
end

-- Return how far a word of a card is from a question; nothing: it is no answer.
local function distance(question, folded, written)
  for _, reading in ipairs(question.readings) do
    if folded == reading then return written == question.written and 0 or 1 end
  end
  for _, reading in ipairs(question.readings) do
    if begins(folded, reading) then return begins(written, question.written) and 2 or 3 end
  end
  local errors = question.typos[folded]
  return errors and 3 + errors
end

-- Return by what a record is sorted, or nothing if it does not answer all questions.
local function rank(key, weight)
  local family, owner, member = string.match(key, '^(%w+):([^:]+):?(.*)$')
  local card = redis.call('HGET', ARGV[5] .. family .. ':' .. owner, member) or ''
  local nearest, named, answered, in_name = {}, {}, {}, true
  for folded, written in string.gmatch(card, '([^%s:]+):?(%S*)') do
    local first, last = string.byte(folded, 1), string.byte(folded, -1)
    if first == 123 then break end -- `{`: the second line
    if first == 47 then -- `/`
      in_name = false
    elseif last ~= 42 then -- `*`
      if written == '' then written = folded end
      if in_name then named[written] = true end
      for i, question in ipairs(questions) do
        local far = distance(question, folded, written)
        if far then
          if in_name then answered[written] = true end
          if far < (nearest[i] or 9) then nearest[i] = far end
        end
      end
    end
  end
  local worst, sum, left = 0, 0, 0
  for i = 1, #questions do
    if not nearest[i] then return nil end
    worst, sum = math.max(worst, nearest[i]), sum + nearest[i]
  end
  for written in pairs(named) do
    if not answered[written] then left = left + 1 end
  end
  local is_artist = family == 'profile'
  if is_artist then weight = weight - PROFILES_FIRST end
  local place = (worst * 128 + sum) * 2 + (is_artist and 0 or 1)
  return (place * 32 + left) * (HEAVIEST + 1) + HEAVIEST - math.min(math.max(weight, 0), HEAVIEST)
end

local seen, found, looked_at = {}, {}, 0
for _, number in ipairs(terms) do
  local some, upwards = candidates(number, most_records - looked_at)
  local first, last, step = 1, #some - 1, 2
  if upwards then first, last, step = #some - 1, 1, -2 end
  for i = first, last, step do
    local key = some[i]
    if not seen[key] and looked_at < most_records then
      seen[key], looked_at = true, looked_at + 1
      local by = rank(key, tonumber(some[i + 1]))
      if by then found[#found + 1] = {by, key} end
    end
  end
  if looked_at >= most_records then break end
end

table.sort(found, function(one, other)
  if one[1] ~= other[1] then return one[1] < other[1] end
  return one[2] < other[2]
end)
local answer = {#found}
for i = offset + 1, math.min(offset + limit, #found) do answer[#answer + 1] = found[i][2] end
return answer
