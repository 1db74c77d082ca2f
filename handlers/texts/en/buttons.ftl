### Buttons, alerts and other places without markup.

## The way around

home = 🏠 Home
back = ‹ Back
back-to = ‹ { $what }
find = 🔎 Find
following = ♥ Following
studio = 🎸 My music
studio-more = ⋯ More

coins = 🪙 Coins
donations = 💛 Donations
settings = ⚙ Settings
page = { $page } of { $pages }
toggle-on = ✅ { $what }
toggle-off = ▫️ { $what }
chosen = ✓ { $what }
page-back = ‹
page-on = ›
page-first = «
page-last = »

## One's own records

edit = ✎ Edit
numbers = 📈 Numbers
as-seen = 👁 Fans' view
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

## Giving

give = ⭐ Support
give-stars = ⭐ { $n }
give-monthly-stars = ⭐ { $n } a month
give-other = Another amount
give-monthly = 🔁 Every month
wall = 🏅 Supporters · { $n }
receipt = 🧾 Receipt
gift-words = ✍ Add a message
gift-words-again = ✍ Change the message
gift-named = 🙈 Hide my name
gift-unnamed = 👤 Show my name
gift-on-wall = 🏅 Leave the wall
gift-off-wall = 🏅 Join the wall
gift-thank = 🙏 Thank
gift-show = 📣 Show in a chat
gift-hide = 🙈 Hide message
gift-unhide = 👁 Show message
gift-refund = ↩ Refund
gift-refund-sure = Yes, give { $n } ⭐ back
phrase-thanks = Thank you for the music!
phrase-more = More of this, please!
phrase-love = I have it on repeat ♥
phrase-luck = Good luck with the new songs!
somebody = Someone
source-page = your page
source-card = a card in a chat
source-link = your support link
source-record = { $kind } “{ $title }”
invoice-gift = Support { $name }
invoice-gift-about = Stars for { $name }: thank you! By paying you agree to the terms: /terms in @{ $bot }. Questions: /paysupport.
invoice-monthly = { $name }, every month
invoice-monthly-about = Stars for { $name } every 30 days, until you cancel. By paying you agree to the terms: /terms in @{ $bot }. Questions: /paysupport.
invoice-coins = { $n ->
        [one] { $n } coin
       *[other] { $n } coins
    }
invoice-coins-about = Coins to give to artists and to spend in @{ $bot }. They cannot be turned back into money. Questions: /paysupport.

gift-unnamed-on = The artist sees “Someone”. We keep your id for a refund only.
gift-unnamed-off = The artist sees your name.
gift-shown-on = You are on the wall, among the supporters.
gift-shown-off = You are off the wall.
gift-shown-unnamed = The wall needs a name. Tap “Show my name” first.
gift-thanked = Thanks sent.
gift-thanked-already = You have said thanks for this one already.
gift-nobody = There is nobody to thank: this donation came from elsewhere.

pay-outdated = This payment button is out of date. Open the artist's page for a new one.
pay-changed = The amount is not the one that was offered. Open the artist's page and choose again.
pay-closed = We are taking no payments right now: maintenance. Try again in a few minutes.
pay-anothers = This offer is for somebody else. Make your own: /coins
pay-terms = Before the first purchase, please agree to the terms: /coins
pay-prices = Our prices have changed. The new ones: /coins. Nothing was charged.
pay-self = That's your own page.
pay-no-artist = This artist is not here any more. Nothing was charged.
pay-paused = { $name } is not taking support at the moment. Nothing was charged.
refund-not-enough = These Stars are paid out or on their way already. Ask us for help: /paysupport

## Monthly support

supporting = 🔁 My monthly support
monthlies = 🔁 Every month
monthly-stop = ✋ Stop
monthly-stop-sure = Yes, stop it
monthly-resume = ▶ Go on after all
monthly-stopped = It will not renew. What is paid stays paid.
monthly-over = This has run out already.
monthly-silent = Telegram isn't answering, so I can't tell whether it worked. Try again in a minute.
monthly-refused = Telegram won't let me change this. You can do it yourself: Telegram's Settings → My Stars.
pay-monthly-already = You support { $name } every month already: { $n } ⭐, paid until { $day }. To change that: /supporting. Nothing was charged.

## An artist's donations

donations-back = ‹ Donations
donation-months = 📅 By month
donation-day = { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    } { $day }
donation-words = “{ $text }”
status-pending = ⏳ not paid
status-failed = ✕ failed
status-refunded = ↩ refunded
statement = 🧾 Statement CSV
statement-file = donations-{ $day }
statement-delimiter = ,
statement-decimal = .
statement-date = Date (UTC)
statement-donor = Donor
statement-amount = Amount
statement-currency = Currency
statement-usd = ≈ USD
statement-status = Status
statement-message = Message
statement-source = Source
statement-receipt = Receipt
support-settings = ⚙ Support
support-pause = ⏸ Pause support
support-resume = ▶ Resume support
support-paused-toast = Nobody sees the ⭐ buttons any more.
support-resumed = Support is open again.
support-link = 🔗 My support link
support-no-page = Publish a song or fill in your profile first: the link leads to your page.
goal-set = 🎯 Set a goal
goal-change = ✎ Change the goal
goal-drop = ✕ Drop the goal
goal-dropped = The goal is gone.
gratitude = 🙏 My words of thanks
gratitude-set = ✍ Write my own
gratitude-change = ✍ Change
gratitude-drop = ✕ Clear
give-paused = { $name } is not taking support at the moment.
source-link-named = your link ({ $name })
shown-title = 💛 { $name } · { $amount }

## Settings

language-en = English
language-ru = Русский
set-city = 📍 My city

## Said when a button is pressed

like-on = ♥
like-off = Like taken back
follow-on = You follow { $name }. I'll tell you what's new; for less, tap 🔔 on the page.
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
no-page = You need a page first: send me a song, and there it is.
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
command-payout = Have my Stars paid out
command-find = Find an artist or a song
command-following = Whom I follow
command-supporting = Whom I support every month
command-settings = Language, city, notifications
command-language = Language
command-help = What this bot can do
command-cancel = Leave what I have begun

## Numbers

stats-by-track = 🎵 Track by track
stats-all = 📈 All tracks
stats-track = { $title } · { $n }
period-7 = 7 d
period-30 = 30 d
period-90 = 90 d
period-365 = Year
stats-meaning-key = ❓ What the numbers mean
stats-look-light = ☀️ Light
stats-look-dark = 🌙 Dark
file-csv = ⬇ CSV
file-json = ⬇ JSON
stats-file-days = numbers-{ $day }
stats-file-tracks = tracks-{ $day }
stats-all-tracks = All together
stats-column-date = Date (UTC)
stats-column-track = Track
stats-column-id = ID
stats-column-listeners = Listeners
stats-column-plays = Plays
stats-column-likes = Likes
stats-column-downloads = Downloads
stats-column-shares = Shares
stats-column-comments = Comments
stats-column-again = Not counted: too soon
stats-column-often = Not counted: over 50 a day
stats-column-gained = Followers gained
stats-column-lost = Followers lost
stats-column-stars = Stars
stats-column-other-views = Videos, news, concerts: views
stats-column-other-likes = Videos, news, concerts: likes
stats-column-other-shares = Videos, news, concerts: shares
stats-column-other-comments = Videos, news, concerts: comments
stats-meaning-file = A play is a tap on “Listen” or “Next”, or a song's link opened, that was answered with the song; one person plays a track once in half an hour, and 50 times a day at most: what is beyond that is discarded. Listeners are people with at least one play, 1 % off at most; null: it is too long ago. A like taken back the same day was not given. Followers lost have unfollowed. Stars are without those given back. “other” are videos, news and concerts.
chart-plays = plays
chart-listeners = listeners
chart-likes = likes
chart-downloads = downloads
chart-gained = followed
chart-lost = unfollowed

## Payouts

payout = 💸 Payout
payout-ask = Ask for { $n } ⭐
payout-other = Another amount
payout-way = ✍ How to pay me
payout-way-again = ✎ How to pay me
payout-history = 🧾 All requests · { $n }
payout-sure = Yes, { $n } ⭐
payouts = 💸 Waiting to be paid
payout-entry = { $n } ⭐ · { $name }
payout-pay = ✅ Paid
payout-reject = ✖ Decline
payout-copy = 📋 Copy where to pay
payout-few = Payouts start at { $n } ⭐.
payout-not-enough = You can have up to { $n } ⭐ paid out right now.
payout-stopped = Payouts are paused while we check the books. Your Stars are safe: try again later.
payout-settled = Already settled by { $name }.

## Coins

buy-coins = 🪙 Buy coins
agree-to-buy = I agree, show the prices
pack = 🪙 { $n } · ⭐ { $price }
give-coins = 🪙 With coins
give-some-coins = 🪙 { $n }
give-coins-other = Another amount
give-wanted = Give { $n } 🪙 to { $name }
give-coins-yes = Give { $n } 🪙
promote = 📢 A place in search
promote-yes = 📢 Take it for { $n } 🪙
found-promoted = 📢 { $name } · promoted

coins-for = Donation to { $name }
coins-from = Donation from { $name }
coins-welcome = A welcome gift
coins-follower = A new follower
coins-place = A day's place in search
coins-refunded = Purchase refunded

## The rules and help with a payment

rules-terms = 📄 The terms
rules-privacy = 🔒 What we keep
pay-support = 🛟 Help with a payment
paid-key = { $n } ⭐ · { $what } · { $day }
paid-key-returned = ↩ { $n } ⭐ · { $what } · { $day }
paid-coins = { $n ->
        [one] { $n } coin
       *[other] { $n } coins
    }
paid-for-nothing = not clear what for
case-key = ✉ { $id } · { $state }
case-key-admin = { $id } · { $name } · { $state }
case-state-waits = waiting for an answer
case-state-answered = answered
case-state-closed = closed
case-other = 💬 Something else
case-write = ✍ Write more
case-open = The whole case
case-when = { $day }, { $clock }
case-no-username = no username
case-answer-key = ✍ Answer
case-refund = ↩ Refund
case-close = ✓ Close
cases = ‹ All cases
refund-now = Yes, give { $n } ⭐ back
refund-cover = Give back, we cover what is missing
suspended = ‹ All unclear payments
suspended-entry = { $n } ⭐ · { $name } · { $day }
suspended-nobody = payer unknown
suspense-for = It was for…
assign-sure = ✓ That's right
assign-nobody = There is nobody to give coins to: whoever paid has left, or Telegram did not say who it was.
case-enough = You have five open cases already. Add to one of them: /paysupport
case-news = Something new is here: look first.
case-overtaken = Another admin has dealt with case { $id } meanwhile, so yours was not sent. Have a look: /cases
refund-asked = Telegram is asked to return it. It takes a moment.
refund-short = They have no more than { $n } of it left. “We cover what is missing” would give the rest.

command-paysupport = Help with a payment
command-terms = The terms
command-privacy = What is kept about me

## Concerts: files and the map

calendar = 📅 Calendar
map = 🗺 Map
map-city = { $city } · I only know the city
map-unknown = I can't find “{ $city }” on the map.
calendar-no-zone = The artist hasn't said whose clock this is by, so it can't go into a calendar.
calendar-title = { $title } · { $artist }
calendar-title-off = Cancelled: { $title } · { $artist }
calendar-place = { $venue }, { $city }
calendar-when = { $day }, { $clock } · { $city }
calendar-tickets = Tickets: { $url }
import-template = 📄 Template
import-add = { $n ->
        [one] Add { $n } concert
       *[other] Add { $n } concerts
    }
import-add-all = Add { $n } as new
import-move = Move { $n }
import-move-add = Move { $n }, add { $more }
import-file = concerts
import-problems-file = lines-to-fix
import-column-title = Title
import-column-venue = Venue
import-column-city = City
import-column-country = Country
import-column-location = Location
import-column-date = Date
import-column-time = Time
import-column-when = When
import-column-zone = Time zone
import-column-price = Price
import-column-currency = Currency
import-column-tickets = Tickets
import-column-image = Poster
import-column-description = About
import-column-uid = UID
import-sample-title = Winter Tour
import-sample-venue = The Garage
import-sample-city = London, UK
import-sample-price = 25 GBP
import-sample-description = Doors at 19:00
import-one = “{ $one }”
import-or = “{ $one }” or “{ $other }”
import-problem = Line { $line }: { $why }
import-problem-at = Line { $line }, { $column }: { $why }
import-nothing = It's empty.
import-no-time = When does it start? Write the time, such as 20:00.
import-formula = That's a formula. I need the text itself.
import-city-unknown = I don't know “{ $city }”. Write a bigger city nearby.
import-city-like = I don't know “{ $city }”. Is it { $like }? Or write a bigger city nearby.
import-city-which = There are several. Write { $example }.
import-twice = The same concert as in line { $other }.
import-cancelled = Cancelled, so I left it out.
import-repeats = It repeats. Put in each concert by itself.
import-all-day = It's all day long. I need the time it starts.
import-no-start = I can't read when it starts.
import-strange-zone = I don't know the time zone “{ $zone }”.

## How the bot is doing, for admins

console-refresh = 🔄 Refresh
console-stop = ⏸ Stop all sending
console-resume = ▶ Send again
console-dead-key = ✉ Undelivered · { $n }
console-jobs-key = ⚙ Jobs
console-campaigns-key = 📣 Broadcasts · { $n }
console-letter-key = { $kind } · { $ago }
console-retry = ↻ Try again
console-retry-all = ↻ Try all { $n } again
console-retried = Trying it again.
console-retried-all = Trying { $n } again.
console-drop = 🗑 Drop
console-drop-sure = 🗑 Drop for good
console-halt = ⏹ Stop { $place } · { $name }
console-kind-announce = announcement
console-kind-teaser = teaser
console-kind-awaited = it's out
console-kind-reminder = reminder
console-kind-encore = thanks
console-kind-concert-changed = concert changed
console-kind-concert-off = concert cancelled
console-kind-concert-on = concert back on
console-kind-concert-gone = concert deleted
console-halt-sure = ⏹ Yes, stop it for good
console-halted = Stopped.
ago-never = not yet
ago-now = just now
ago-min = { $n } min ago
ago-h = { $n } h ago
ago-d = { $n } d ago
job-fold-counters = Fold counters
job-warn-of-old-stars = Warn of old Stars
job-reconcile = Compare with Telegram's Stars
job-audit = Audit the books
job-ask-again = Ask again for refunds
job-note-who-is-away = Note who blocked the bot
job-place-fans = Sort followers by city and support
job-copy-the-store = Copy the store
job-send-digests = Send digests
job-check-chats = Check the chats
job-let-people-go = Delete data of those who asked
job-look-at-concerts = Look at concerts

## What people want to be told

less = 🔕
bell = 🔔
level-on = 🔔 at once
level-digest = 🗞 on Fridays
level-off = 🔕 off
want = { $topic } · { $level }
want-digest = It will come on Fridays at 6 pm, with everything else for the digest.
topic-reminders = ⏰ Reminders
wants-key = 🔔 Notifications
wants-all = 🔔 All artists
hush = 🔕 Stop all from { $name }
hush-all = 🔕 Stop everything
hush-undo = ↩ Undo
switch-on = on
switch-off = off
digest-of-fan = 🗞 Friday digest: { $level }
digest-of-artist = 📊 Monday summary: { $level }
digest-no-more = 🔕 No more of these
calm = 🌙 Quiet: { $hours }
calm-never = never
calm-hours = { $start } – { $end }
calm-other = ✎ Other hours
calm-place = 🧭 Where I am
place-share = 🧭 Share where I am

## Telling followers, and publishing at a time

campaigns = 📣 Broadcasts
campaigns-back = ‹ Broadcasts
command-campaigns = Broadcasts to my followers
announce = 📣 Tell followers
announce-n = 📣 Tell followers · { $n }
announce-again = 📣 Once more
announce-send = 📣 Send now
announce-plan = 🕒 Schedule
announce-look = 👁 Show me first
announce-nobody = Nobody follows you yet. Pass your link on first!
announce-past = That's over already.
campaign-open = 📊 How it went
campaign-entry-planned = 🕒 { $title } · { $when }
campaign-entry-running = ▶ { $title } · { $when }
campaign-entry-stopped = ⏹ { $title } · { $when }
campaign-entry-done = ✓ { $title } · { $when }
campaign-entry-release = 🕒 { $title } comes out { $when }
campaign-stop = ⏹ Stop
campaign-cancel = ✕ Don't send
campaign-refresh = 🔄 Refresh
campaign-stopped-toast = Stopped. Nobody else gets it.
campaign-over = There is nothing to stop any more.
at-now = Now
at-today = today, { $clock }
at-tomorrow = tomorrow, { $clock }
at-yesterday = yesterday, { $clock }
at-day = { $day }, { $clock }
at-other = 🗓 Another time
at-choose = 🗓 Choose a time
sound = With a sound
time-passed = That time has passed. Choose a later one.
time-far = That's more than a year away. Choose an earlier time.
later = 🕒 Publish later
later-tell = Tell followers
later-sure = 🕒 Schedule
later-drop = ✕ Don't publish

## Comments

comments = 💬 { $n }
comments-all = ‹ All comments
comments-all-n = 💬 All · { $n }
comments-open = 💬 Open the comments
comments-set = 💬 Comments
comments-here = Comments here
comments-wanted = Comments on my page
comments-told = Tell me of new ones
comments-banned = 🚫 Blocked · { $n }
comments-pardon = ✓ Unblock { $name }
kind-comment = comment
comment-nth-key = ⋯ { $n }
comment-write = ✍ Write a comment
comment-open = 💬 Open the comment
comment-answer = ↩ Answer
comment-answer-again = ↩ Answer anew
comment-ban = 🚫 Block
comment-pardon = ✓ Unblock
comment-report = ⚑ Report
comment-banned = They can't comment on your page any more. What they wrote stays until you delete it.
comment-pardoned = They can comment on your page again.
comments-off = Comments are off here.
comments-not-yours = The artist doesn't take comments from you.
comments-same = You have just said that.
comments-minute = That's { $n } comments in a minute. Take a breath and go on.
comments-day = That's { $n } comments today. Go on tomorrow.
comments-unfit = A comment is text, from 1 to { $n } characters.

## Concerts

rsvp-going = { $n ->
        [0] ✓ Going
       *[other] ✓ Going · { $n }
    }
rsvp-going-on = ✅ Going · { $n }
rsvp-interested = { $n ->
        [0] ☆ Interested
       *[other] ☆ Interested · { $n }
    }
rsvp-interested-on = ★ Interested · { $n }
rsvp-said-going = You're going! I'll remind you in time.
rsvp-said-interested = Noted. I'll remind you in time.
rsvp-said-none = Off your list.
rsvp-again = You said so already. To change your mind, open the concert: “Open”.
rsvp-over = This concert has already begun, or is over.
rsvp-off = This concert is cancelled.
my-concerts = 🎫 I'm going to
entry-cancelled = ❌ { $entry }
outing-going = ✅ { $title }
outing-interested = ★ { $title }
open-show = { $title } ›
show-when = { $day }, { $clock } · { $city }
after-show = 🙏 After the concert
cancel-show = ✕ Cancel the concert
cancel-show-sure = Yes, it's cancelled
hold-show = ↩ The concert is on
reminders = ⏰ Reminders
near-me = 📍 Near me
step-7d = A week before
step-1d = The day before
step-3h = Three hours before
near-only = Only concerts near me
near-add = + City
near-drop = ✕ { $city }
near-first = Add a city first.
near-enough = That's ten cities already. Take one off first.
after-on = Thanks after this concert
after-always = After every concert
after-say = ✍ My own words
command-going = Concerts I'm going to

## Groups and channels

chats = 💬 Chats
chats-add = + Connect another
chats-pick-group = 👥 A group
chats-pick-channel = 📣 A channel
chats-link-group = Add to a group
chats-link-channel = Add to a channel
chats-back = ‹ Chats
chats-many = That's as many chats as I can serve for one artist. Disconnect one first.
chat-entry = { $title }
chat-entry-off = ⚠ { $title }
chat-entry-paused = ⏸ { $title }
chat-least = Donations from { $n } ⭐
chat-least-any = Donations of any size
chat-topic-key = Topic: { $name }
chat-topic-general = General
chat-topic-unnamed = #{ $id }
chat-topics-key = Topics: { $names }
chat-split = Different topics
chat-unsplit = One topic for all
chat-place = { $kind } → { $topic }
chat-place-off = ⚠ { $kind } → { $topic }
chat-test = 👁 Test post
chat-test-keep = Keep it
chat-test-delete = 🗑 Delete it
chat-test-kept = It stays.
chat-test-deleted = Deleted.
chat-test-none = It isn't there yet. Give it a moment.
chat-goal = 🎯 Post the goal
chat-goal-posted = On its way. It stays up to date by itself.
chat-no-goal = You have no goal yet: /donations → Support.
chat-pause = ⏸ Pause
chat-resume = ▶ Resume
chat-mend = 🔄 Check again
chat-mended = It works.
chat-drop = Disconnect
chat-drop-sure = Yes, disconnect
chat-connect = ✓ Connect
chat-open = Settings
chat-add-again = Add me again
chat-choose-topic = Choose a topic
chat-donate-more = Other ways
chat-refused-rights = I'm not allowed to write there. Make me an admin who can post, then try again.
chat-refused-removed = I'm not in that chat. Add me first.
chat-refused-topic = The topic is closed or gone. Choose another one.
chat-refused-gone = I can't find that chat. Am I in it?
chat-refused-person = Only an admin of the chat can do that: in a channel, one who may post.
chat-busy = That's a lot at once. Try again in a minute.
to-chats = Post to my chats

command-chats = Your groups and channels
command-concerts = The next concerts
command-donate = Support the artist
command-artist = About the artist

## Managers

command-managers = Who helps with your page
managers = 🤝 Managers
manager-invite = + Invite
manager-rights = Rights
manager-remove = Remove
manager-remove-sure = Yes, remove
manager-leave = Stop helping { $name }
manager-leave-sure = Yes, leave
invitation-link = 🔗 Get the link
invitation-drop = ✕ Invitation until { $when }
invitation-drop-this = ✕ Take it back
invitation-accept = ✓ Accept
invitation-decline = Not now
invitation-tries = Too many tries. Wait an hour, then open the link again.
invitation-gone = This invitation doesn't work: two days have passed, it was taken back, or the link was not copied whole. Ask for a new one.
invitation-own = This is your own invitation. Pass the link on to whoever will help you.
invitation-used = Somebody has used this invitation already. Ask for a new link.
invitation-already = You're helping this artist already. It's up to them to change what you may do.
invitation-full = This artist has ten managers already; there can be no more.
invitations-many = Ten invitations are waiting already. Take one back first.
right-content = Tracks, concerts, videos, news
right-announce = Broadcasts and chats
right-numbers = Numbers
right-money = Donations: see them, say thanks
right-none = nothing yet
whose-page = 🔄 Whose page
work-for = 🎸 { $name }
work-for-me = 👤 My own page
acting-for = 🔄 { $name } · switch
acting-over = You're not helping with that page any more. From now on everything is about your own: /start
acting-owner = Only { $name } can do this. To do it on your own page, switch to it: /start
acting-not-allowed = You're not allowed to do this. { $name } can change that.

## Who did what

log = 📜 Who did what
log-of = 📜 What they did
log-people = 👤 Choose who
log-everybody = Everybody
log-file-name = log-{ $day }
log-older = Earlier ›
log-newest = « Newest
log-nothing = empty
log-something = A change
log-published = Published “{ $title }”
log-published-all = Published an album
log-planned = Planned the release of “{ $title }”
log-unplanned = Called off the planned release of “{ $title }”
log-discarded = Threw away the draft “{ $title }”
log-deleted = Deleted “{ $title }”
log-restored = Brought back “{ $title }”
log-edited = “{ $title }” · { $field }: { $old } → { $new }
log-avatar = Changed the profile photo
log-imported = Added concerts from a file
log-moved = Added a page from a file
log-cancelled = Cancelled the concert “{ $title }”
log-held = Put the concert “{ $title }” back on
log-encore = Changed the thanks after a concert
log-announced = Told followers of “{ $title }”
log-stopped = Stopped telling followers of “{ $title }”
log-chat-connected = Connected the chat “{ $title }”
log-chat-changed = Changed the settings of the chat “{ $title }”
log-chat-dropped = Disconnected the chat “{ $title }”
log-chat-goal = Posted the goal to “{ $title }”
log-thanked = Said thanks for a donation
log-gift-hidden = Hid the message of a donation, or showed it
log-refunded = Gave a donation back
log-paused = Paused donations
log-resumed = Took donations again
log-goal = Set the goal
log-goal-dropped = Dropped the goal
log-gratitude = Changed the words of thanks
log-payout = Asked for a payout
log-invited = Invited a manager: { $new }
log-uninvited = Took an invitation back
log-accepted = Became a manager: { $new }
log-rights = Changed what { $who } may do: { $new }
log-removed = Removed { $who } from the managers
log-left = Stopped being a manager
log-teaser = Announced “{ $title }”
log-album-moved = Changed the order of an album
log-comment-answered = Answered a comment on “{ $title }”
log-comment-deleted = Deleted a comment on “{ $title }”
log-comment-restored = Put back a comment on “{ $title }”
log-comment-ban = Kept somebody from commenting, or let them again
log-comments-switched = Turned comments on “{ $title }” on or off
log-comments-switched-all = Turned comments on or off
log-column-at = When (UTC)
log-column-by = Who
log-column-by-id = Telegram id
log-column-what = What
log-column-title = Title
log-column-field = Field
log-column-old = Before
log-column-new = After

## Links and where listeners came from

source-chat-named = a card in “{ $name }”
source-by = { $where }, via “{ $name }”
from-poster = Poster
from-bio = Bio
from-chat = Chat
from-friend = Friends
from-card = Forwarded cards
from-direct = Directly
from-other = Other
links = 🏷 Links & QR
link-word = ✍ My own tag
link-poster = 🖨 QR poster
link-no-page = Publish something first, so that the link leads somewhere.
link-words-enough = You have { $n } tags of your own, and more cannot be told apart. Take one of them.
poster-file = poster
poster-track = Scan and listen
poster-concert = Scan and come along
poster-video = Scan and watch
poster-news = Scan and read
poster-profile = Scan and listen
poster-donation = Scan and support
origins = 🧭 Where they come from
origins-rest = { $n ->
        [one] { $n } more source
       *[other] { $n } more sources
    }

## Discovery

find-new = 🆕 New
find-rising = 🚀 Rising
find-genres = 🎼 Genres
find-artists = Artists
found-more = Show more
found-work = { $title } · { $artist }
found-show = 🎤 { $artist } · { $show }
near-ask = 📍 Choose a city
job-bring-the-store-up = Upgrade the store
job-see-who-rises = See who rises

## Fans

own-fans = 👥 Fans
top-fans = 🏆 Top fans
top-recent = { $n } days
top-all = All time
top-show = Show me by name
top-shown = You're on the list!
top-hidden = Your name is off the list.
fan-list-file = followers-{ $day }
fan-list-since = Follows since
fan-list-name = Name
fan-list-city = City
city-shown = Artists see my city
announce-whom = 👥 To: { $whom }
announce-part = { $whom } · { $n }
announce-nobody-there = Nobody like that any more. Choose others.
whom-all = all followers
whom-donors = ⭐ those who donated
whom-lapsed = 🌙 those gone quiet
whom-elsewhere = 🗺 other cities
whom-town = 📍 { $city }
whom-town-gone = 📍 a city
whom-going = 🎤 those going to “{ $title }”

## The profile

from-telegram = 📥 Take from Telegram
take-photo = Take this photo
take-bio = Take “About me”
telegram-nothing = There's nothing to take: no photo or bio that I can see.
link-add = + Add
link-up = ⬆ { $name }
link-drop = ✕ { $name }
links-enough = That's as many as fit. Remove one first.
site-instagram = Instagram
site-spotify = Spotify
site-yandex = Yandex Music
site-vk = VK
site-youtube = YouTube
site-youtube-music = YouTube Music
site-tiktok = TikTok
site-soundcloud = SoundCloud
site-apple = Apple Music
site-deezer = Deezer
site-boosty = Boosty
site-patreon = Patreon
site-facebook = Facebook
site-x = X
site-telegram = Telegram
site-bandcamp = Bandcamp

## Rights and reports

report = ⚑
report-rights = Not theirs
report-spam = Spam or a scam
report-insult = Insults or hate
report-adult = For adults only
report-other = Something else
report-self = That's yours. If something is wrong with it, change or delete it.
report-often = That's { $n } reports today, thank you. Go on tomorrow.
why-rights = somebody else's work, used without permission
why-spam = spam or a scam
why-insult = insults or hate
why-adult = it is for adults only
why-other = it breaks the rules
why-strikes = too many takedowns within a year
kind-profile = page
kind-verify = asks for the ✓
blocked = Your page is blocked, so you can't publish. Why, and how to object: /start
taken-file = This recording was taken down before, so it can't be published again. Why, and how to object: /tracks
taken = ⛔ Taken down · { $n }
object = ✋ Object
object-not = You have objected already, or there is nothing to object to.
verify-ask = ✓ Get verified
verify-waits = You have asked already: a person will look.
matter-key = ⚑ { $n } · { $title }
matter-key-objected = ✋ { $title }
matter-key-asked = ✓ { $title }
matter-key-done = { $title } · { $did }
matter-look = 👁 Show it
matter-artist = 👤 Who is it
matter-overtaken = Another admin has decided meanwhile: have a look.
matters-back = ‹ Reports
do-taken = ⛔ Take down
do-dismissed = Leave it
do-keep-down = Leave it down
do-warned = ⚠ Warn
do-restored = ↩ Put back
do-blocked = 🚫 Block
do-lifted = ↩ Unblock
do-verified = ✓ Verify
do-refused = Decline…
do-revoked = Take the ✓ away
sure-taken = ⛔ Yes, take it down
sure-warned = ⚠ Yes, warn
sure-blocked = 🚫 Yes, block
sure-words = ✍ Add words
done-taken = Taken down
done-dismissed = Left as it is
done-warned = Warned
done-restored = Put back
done-blocked = Blocked
done-lifted = Unblocked
done-verified = Verified
done-refused = Declined
done-revoked = The ✓ is gone
done-objected = Objected
done-asked = Asks for the ✓
ban-nobody = I need an id or a link to a page.
moderation-log = 📜 What was decided
console-matters-key = ⚑ Reports · { $n }
console-cases-key = ✉ Cases · { $n }
console-payouts-key = 💸 Payouts · { $n }
console-suspended-key = ⚠ Unclear payments · { $n }
decision-itself = by itself
decisions-more = Earlier

## Albums

albums = 💿 Albums
albums-n = 💿 Albums · { $n }
album-entry = 💿 { $title } · { $n }
album-play = ▶ Play
album-send = 💿 Send all { $n }
album-coming = Sending { $n }
album-open = 💿 Album
album-order = ↕ Order of songs
album-song-key = { $number }. { $title }
album-up = ⬆
album-down = ⬇
album-over = The album is over, and this is all the artist's music so far.
next-title = ⏭ { $title }
album-name = 💿 It's an album
album-rename = 💿 Name
album-more = …and { $n } more
shelf-key = 🎧 From my profile
shelf-found = 🎧 Take songs from my profile · { $n }
shelf-own = Only the artist can take songs from their own profile.
shelf-none = There is no music on your Telegram profile, or your privacy settings hide it from me. You can also just send me the songs.
shelf-nothing = Nothing is chosen.
shelf-all = ☑ Choose all
shelf-none-of-them = ☐ Choose none
shelf-drafts = 📝 Only as drafts
shelf-known = ✔ here already: { $what }
shelf-song = { $title } · { $artist }

## Out soon

await = { $n ->
        [0] 🔔 Tell me when it's out
       *[other] 🔔 Tell me when it's out · { $n }
    }
await-on = { $n ->
        [0] 🔕 Don't tell me
       *[other] 🔕 Don't tell me · { $n }
    }
await-said = You'll get it the moment it's out!
await-taken-back = OK, I won't tell you.
await-over = It's out already, or the artist has changed their mind.
await-stopped = You've stopped everything from this artist. To hear of it, first tap 🔔 on their page.
ahead-key = 🔜 { $title }
teaser-key = 📣 Announce the date
teaser-open = 🔜 Announced, waiting: { $n }
teaser-sure = 📣 Announce
teaser-when = Choose first when it comes out.

## The page as a file

page-take = 💾 My page as a file
page-file = my-page-{ $day }
page-empty = Your page is empty so far.
page-drafts = 📝 Drafts
page-add = { $n ->
        [one] Add { $n } thing
       *[other] Add { $n } things
    }
page-problem = { $key }: { $why }
page-unfit-unknown = I don't know what this is
page-unfit-foreign = from somebody else's page
page-unfit-money = money and numbers don't move with a page
page-unfit-long = too long
page-unfit-json = damaged
page-unfit-owner = names another owner
page-unfit-field = something is wrong with “{ $field }”
page-unfit-twice = twice in the file
page-unfit-taken = was taken down

## All about oneself

command-mydata = Everything kept about me, as a file
command-deletemydata = Delete everything about me
my-data-key = 📦 All my data as a file
my-data-name = my-data-{ $day }
leave-key = 🗑 Delete everything
leave-sure = 🗑 Yes, delete everything in a day
leave-stay = 👌 Keep everything
leave-late = It's too late: it is being deleted already.
