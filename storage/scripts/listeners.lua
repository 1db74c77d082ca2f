-- Return how many people there are in each of several sketches.
--
-- KEYS  the sketches

local people = {}
for n, key in ipairs(KEYS) do people[n] = redis.call('PFCOUNT', key) end
return people
