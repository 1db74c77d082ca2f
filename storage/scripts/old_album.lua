-- List a track by its album that a release before there were albums has stored, if it is what was read.
--
-- KEYS  the value, the index
-- ARGV  the value, its facts as JSON
-- include album

if redis.call('GET', KEYS[1]) ~= ARGV[1] then return end
local facts = cjson.decode(ARGV[2])
local made = redis.call('ZSCORE', KEYS[2], facts.member)
if facts.album and made then list_by_album(facts.album, facts.member, made) end
