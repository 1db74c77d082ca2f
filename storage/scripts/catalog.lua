-- The catalogue: where a record stands so that people find it. Its keys begin with that of its
-- words and follow from what is stored; no caller can know them before. A record's card says where
-- it stands: see catalog.py.

local NEWEST = 1000 -- of each list of what is new
local HEAD = 7 -- letters, as in words.py; and which two are one letter
local ONE_LETTER = {{'zh', 'J'}, {'ts', 'C'}, {'ch', 'Q'}, {'sh', 'W'}, {'iu', 'X'}, {'ia', 'Y'}}
local PROFILES_FIRST = 2 ^ 40 -- of records with a word: beyond any number of followers or likes
local PAST = 86400000 -- milliseconds after which a concert that has begun stands nowhere

local function number_of(base, word)
  local line = redis.call('ZRANGE', base, '[' .. word .. '\0', '(' .. word .. '\1', 'BYLEX',
    'LIMIT', 0, 1)[1]
  return line and string.sub(line, #word + 2)
end

local function misspellings(base, text)
  return base .. ':typos:' .. string.sub(redis.sha1hex(text), 1, 4)
end

-- What is left of the head of a word without as many letters as it may have errors.
local function shortened(word)
  local found = {}
  if string.find(word, '[^a-z]') then return found end
  for _, letter in ipairs(ONE_LETTER) do word = string.gsub(word, letter[1], letter[2]) end
  if #word < 4 then return found end
  local function cut(text, more)
    found[text] = true
    if more == 0 then return end
    for i = 1, #text do cut(string.sub(text, 1, i - 1) .. string.sub(text, i + 1), more - 1) end
  end
  cut(string.sub(word, 1, HEAD), #word < 8 and 1 or 2)
  return found
end

local function stand(base, word, key, weight)
  local number = number_of(base, word)
  if not number then
    number = redis.call('INCR', base .. ':last')
    redis.call('ZADD', base, 0, word .. '\0' .. number)
    for text in pairs(shortened(word)) do
      redis.call('ZADD', misspellings(base, text), 0, text .. '\0' .. word)
    end
  end
  redis.call('ZADD', base .. ':at:' .. number, string.format('%.0f', weight), key)
end

local function leave(base, word, key)
  local number = number_of(base, word)
  if not number then return end
  local at = base .. ':at:' .. number
  redis.call('ZREM', at, key)
  if redis.call('EXISTS', at) == 1 then return end
  redis.call('ZREM', base, word .. '\0' .. number)
  for text in pairs(shortened(word)) do
    redis.call('ZREM', misspellings(base, text), text .. '\0' .. word)
  end
end

local function words_on(card)
  local words = {}
  for token in string.gmatch(string.match(card, '^[^\n]*'), '%S+') do
    if token ~= '/' then words[string.match(token, '^[^:]+')] = true end
  end
  return words
end

local function more_on(card)
  local more = string.match(card, '\n(.*)')
  return more and cjson.decode(more) or {}
end

local function leave_genre(base, genre, owner, key)
  local of = base .. ':genre:' .. genre.code
  if redis.call('ZREM', of, key) == 0 then return end
  redis.call('ZINCRBY', base .. ':genres', -1, genre.code)
  if redis.call('HINCRBY', of .. ':counts', owner, -1) < 1 then
    redis.call('HDEL', of .. ':counts', owner)
    redis.call('ZREM', of .. ':artists', owner)
  end
  if redis.call('EXISTS', of) == 0 then
    redis.call('ZREM', base .. ':genres', genre.code)
    redis.call('HDEL', base .. ':genre-names', genre.code)
  end
end

local function stand_in_genre(base, genre, owner, key, made)
  local of = base .. ':genre:' .. genre.code
  if redis.call('ZADD', of, made, key) == 0 then return end
  redis.call('ZINCRBY', base .. ':genres', 1, genre.code)
  redis.call('HSETNX', base .. ':genre-names', genre.code, genre.name)
  redis.call('HINCRBY', of .. ':counts', owner, 1)
  redis.call('ZADD', of .. ':artists', 'GT', made, owner)
end

local function leave_town(base, town, key)
  local of = base .. ':town:' .. town.code
  redis.call('ZREM', of, key)
  redis.call('ZREMRANGEBYSCORE', of, '-inf', redis.call('TIME')[1] * 1000 - PAST)
  local left = redis.call('ZCARD', of)
  if left == 0 then
    redis.call('ZREM', base .. ':towns:' .. town.zone, town.code)
    redis.call('HDEL', base .. ':town-names', town.code)
  else
    redis.call('ZADD', base .. ':towns:' .. town.zone, left, town.code)
  end
end

local function stand_in_town(base, town, key)
  local of = base .. ':town:' .. town.code
  redis.call('ZADD', of, string.format('%.0f', town.starts), key)
  redis.call('HSET', base .. ':town-names', town.code, town.city)
  redis.call('ZADD', base .. ':towns:' .. town.zone, redis.call('ZCARD', of), town.code)
end

local function stand_among_new(base, family, member, made)
  local new = base .. ':new:' .. family
  redis.call('ZADD', new, made, member)
  redis.call('ZREMRANGEBYRANK', new, 0, -NEWEST - 1)
end

-- Let a record stand where its card says and nowhere else; an empty card: nowhere. `cards` is the
-- hash of an owner's cards, `weight` what goes first among equals.
local function catalogue(base, cards, member, key, card, weight)
  local before = redis.call('HGET', cards, member) or ''
  if before == card then return end
  if card == '' then redis.call('HDEL', cards, member) else redis.call('HSET', cards, member, card) end

  local family, owner = string.match(key, '^(%w+):([^:]+)')
  if family == 'profile' then weight = weight + PROFILES_FIRST end
  local old, new = words_on(before), words_on(card)
  for word in pairs(old) do
    if not new[word] then leave(base, word, key) end
  end
  for word in pairs(new) do stand(base, word, key, weight) end

  local was, is = more_on(before), more_on(card)
  if was.genre and (not is.genre or is.genre.code ~= was.genre.code) then
    leave_genre(base, was.genre, owner, key)
  end
  if was.town then leave_town(base, was.town, key) end
  if is.town then stand_in_town(base, is.town, key) end
  if is.made then
    local made = string.format('%.0f', is.made)
    if is.genre then stand_in_genre(base, is.genre, owner, key, made) end
    if is.made ~= was.made then stand_among_new(base, family, key, made) end
    if not was.made and redis.call('HLEN', cards) == 1 then
      stand_among_new(base, 'artist', owner, made) -- who is as new as the first track
    end
  elseif was.made then
    redis.call('ZREM', base .. ':new:' .. family, key)
    if redis.call('HLEN', cards) == 0 then redis.call('ZREM', base .. ':new:artist', owner) end
  end
end

-- Let what goes first among equals be what it is now.
local function weigh(base, cards, member, key, weight)
  local card = redis.call('HGET', cards, member)
  if not card then return end
  if string.find(key, '^profile:') then weight = weight + PROFILES_FIRST end
  for word in pairs(words_on(card)) do
    local number = number_of(base, word)
    if number then
      redis.call('ZADD', base .. ':at:' .. number, 'XX', string.format('%.0f', weight), key)
    end
  end
end
