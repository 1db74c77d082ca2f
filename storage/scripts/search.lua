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

-- Nobody else is served meanwhile: whatever is asked and stored, it ends within some milliseconds.
local FEW = 100 -- records of a word that are looked at one by one rather than intersected
local LOOKUPS = 25000 -- of records in intersections
local MANY = 1000 -- records in an intersection: then some of the best of a word are among them
local LETTERS = 200000 -- of cards, each as often as it is compared
local SPLIT = 3 -- comparisons that it takes to split a card into words
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

local all_whole, others, fewest_others = #questions > 1, {}, math.huge
for i = 1, #questions do
  if i ~= rarest then
    all_whole = all_whole and wholes[i]
    others[#others + 1] = base .. ':at:' .. (wholes[i] or '')
    fewest_others = math.min(fewest_others, redis.call('ZCARD', others[#others]))
  end
end

local lookups_left, letters_left = LOOKUPS, LETTERS

-- Return records that have a word, and their weights, in turns; the lightest first if `upwards`.
local function candidates(number, room)
  local at = base .. ':at:' .. number
  local records = redis.call('ZCARD', at)
  if all_whole and records > FEW then
    local smallest = math.min(records, fewest_others)
    local call, n = {#questions, at, unpack(others)}, #questions + 1
    lookups_left = lookups_left - smallest * #others
    call[n + 1], call[n + 2] = 'LIMIT', MANY
    if lookups_left >= 0 and (smallest < MANY or redis.call('ZINTERCARD', unpack(call)) < MANY) then
      call[n + 1], call[n + 2], call[n + 3] = 'AGGREGATE', 'MAX', 'WITHSCORES'
      return redis.call('ZINTER', unpack(call)), true
    end
  end
  return redis.call('ZRANGE', at, 0, room - 1, 'REV', 'WITHSCORES'), false
end

-- By the readings of questions what is written in them, by their misspellings how far these are
-- from them; the lengths of readings; and what any of these words begins with.
local asked, misspelt, lengths, initials = {}, {}, {}, {}
local function note(list, word, i, what)
  initials[string.byte(word)] = true
  if not list[word] then list[word] = {} end
  list[word][i] = what
end
for i, question in ipairs(questions) do
  for _, reading in ipairs(question.readings) do
    note(asked, reading, i, question.written)
    lengths[#reading] = true
  end
  for word, errors in pairs(question.typos) do note(misspelt, word, i, 3 + errors) end
end
local comparisons = SPLIT
for _ in pairs(lengths) do comparisons = comparisons + 1 end

-- Note in `nearest` how far a word of a card is from the questions it answers; return whether it
-- answers any.
local function compare(folded, written, nearest)
  local any = false
  for length in pairs(lengths) do
    local beginning = string.sub(folded, 1, length)
    local its = asked[beginning]
    if its then
      for i, to in pairs(its) do
        local far, as_written = 0, written
        if beginning ~= folded then far, as_written = 2, string.sub(written, 1, #to) end
        if as_written ~= to then far = far + 1 end
        nearest[i], any = math.min(far, nearest[i] or far), true
      end
    end
  end
  local its = misspelt[folded]
  if its then
    for i, far in pairs(its) do nearest[i], any = math.min(far, nearest[i] or far), true end
  end
  return any
end

-- Return by what a record is sorted, or nothing if it does not answer all questions.
local function rank(key, weight)
  local family, owner, member = string.match(key, '^(%w+):([^:]+):?(.*)$')
  local card = redis.call('HGET', ARGV[5] .. family .. ':' .. owner, member) or ''
  letters_left = letters_left - #card * comparisons
  local nearest, left, in_name, last, unanswered = {}, 0, true, nil, false
  for folded, written in string.gmatch(card, '([^%s:]+):?(%S*)') do
    local first, final = string.byte(folded, 1), string.byte(folded, -1)
    if first == 123 then break end -- `{`: the second line
    if first == 47 then -- `/`
      in_name = false
    elseif final ~= 42 then -- `*`
      if written == '' then written = folded end
      local is_answer = initials[first] and compare(folded, written, nearest)
      if in_name then
        if written ~= last then last, unanswered, left = written, true, left + 1 end
        if is_answer and unanswered then unanswered, left = false, left - 1 end
      end
    end
  end
  local worst, sum = 0, 0
  for i = 1, #questions do
    if not nearest[i] then return nil end
    worst, sum = math.max(worst, nearest[i]), sum + nearest[i]
  end
  local is_artist = family == 'profile'
  if is_artist then weight = weight - PROFILES_FIRST end
  local place = (worst * 128 + sum) * 2 + (is_artist and 0 or 1)
  return (place * 32 + left) * (HEAVIEST + 1) + HEAVIEST - math.min(math.max(weight, 0), HEAVIEST)
end

local seen, found, keys, looked_at = {}, {}, {}, 0 -- what is looked at last goes first of equals
for _, number in ipairs(terms) do
  local some, upwards = candidates(number, most_records - looked_at)
  local first, last, step = 1, #some - 1, 2
  if upwards then first, last, step = #some - 1, 1, -2 end
  for i = first, last, step do
    local key = some[i]
    if not seen[key] and looked_at < most_records and letters_left > 0 then
      seen[key], looked_at = true, looked_at + 1
      local by = rank(key, tonumber(some[i + 1]))
      if by then
        by = (by + 1) * most_records - looked_at
        found[#found + 1], keys[by] = by, key
      end
    end
  end
  if looked_at >= most_records or letters_left <= 0 then break end
end

table.sort(found)
local answer = {#found}
for i = offset + 1, math.min(offset + limit, #found) do answer[#answer + 1] = keys[found[i]] end
return answer
