### Buttons, alerts and other places without markup.

## The way around

home = 🏠 Home
back = ‹ Back
back-to = ‹ { $what }
find = 🔎 Find
following = ♥ Following
studio = 🎸 My music

coins = 🪙 Coins
donations = 💛 Donations
settings = ⚙ Settings
page = { $page } of { $pages }
page-back = ‹
page-on = ›
page-first = «
page-last = »

## One's own records

edit = ✎ Edit
numbers = 📈 Numbers
as-seen = 👁 As fans see it
delete = 🗑 Delete
undo = ↩ Undo
share = ↗ Share
copy-link = 🔗 Copy link
publish = Publish
publish-all = Publish all { $n }
more = + Details
discard = 🗑 Discard
discard-sure = Yes, throw it away
drafts = 📝 Drafts · { $n }
drafts-look = 📝 Look through
avatar = 👤 My profile photo
nameless = Nameless
untitled = Untitled

## The form

form-back = ‹ Back
skip = Skip
clear = Clear
done = Enough
cancel = Cancel
city-as-typed = None of these: { $city }
city-in = { $city }, { $country }
city-in-state = { $city }, { $region }, { $country }
no-day = ·

## What everybody sees

listen = ▶ Listen
play-title = ▶ { $title }
next = ⏭ Next
download = ⬇ Download
like = ♡ { $n }
liked = ♥ { $n }
follow = + Follow
unfollow = ✓ Following
artist-page = 👤 Artist
artist-one = Artist's page
open = Open
kind-total = { $kind } · { $n }
found-artist = 👤 { $name }
found-track = ▶ { $title } · { $artist }
inline-nothing = Nothing found. Open the bot

## Settings

language = { $name }
language-on = ✓ { $name }
language-en = English
language-ru = Русский
set-city = 📍 My city

## Said when a button is pressed

like-on = ♥
like-off = Like taken back
follow-on = You follow { $name }
follow-off = You don't follow { $name } any more
follow-self = That's you!

## Refusals

gone = This is gone.
outdated = This button is out of date. Open the menu: /start
already = That's done already.
broken = This record is damaged, and I can't show it.
too-long = This one came from elsewhere under a name too long for Telegram's buttons.
only-private = Let's do this in private: open a chat with me.
no-artist = There is nobody here any more.
only-track = That's the only track so far.
no-sound = This song is missing its sound. Tell the artist!
trouble = Something broke on our side. Try again in a minute.

## Commands

command-start = The menu
command-me = My page and numbers
command-profile = My profile
command-stats = Numbers and charts
command-coins = My coins
command-donations = Who supported me
command-find = Find an artist or a song
command-following = Whom I follow
command-settings = Language and city
command-language = Language
command-help = What this bot can do
command-cancel = Leave what I have begun

## Numbers

stats-by-track = 🎵 Track by track
stats-all = 📈 All tracks
stats-track = { $title } · { $n }
chart-plays = plays
chart-likes = likes
