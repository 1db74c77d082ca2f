### What people want to be told, and when. HTML.

## Artists and topics

wants = <b>{ $name }: what should I tell you?</b>
wants-was = This came under { $topic }.
wants-levels = 🔔 at once · 🔕 not at all · 🗞 all in one message on Fridays. Tap to change.
wants-unfollow = “Stop all” is only about messages: you still follow. To unfollow, go to the artist's page.
wants-no-friday = But there is no Friday digest: you have switched it off, so what says 🗞 isn't told at all.
wants-stopped = 🔕 <b>Nothing comes from { $name } any more.</b>
wants-still-follows = You are still a follower. To unfollow, go to the artist's page.
wants-stopped-all = 🔕 <b>You have stopped everything,</b> { $name } too. To get it back, tap “All artists”.
wants-of-all =
    <b>All artists: what should I tell you?</b>

    No artist writes to you more than once a day or { $a_week } times a week. On top of that come only reminders of concerts you're going to.

    What you choose for one artist, with 🔔 on the page, goes first.
wants-nothing =
    🔕 <b>No artist tells you anything now.</b>

    You still follow everybody you followed.

digest-fan-stopped = OK, no more Friday digests. What was put off for them won't come either.
digest-artist-stopped = OK, no more Monday summaries. Your numbers are always at /stats.

## Quiet hours

calm-on = 🌙 <b>Quiet from { $start } to { $end }</b>
calm-off =
    🌙 <b>No quiet hours</b>

    Everything comes at once, at night too.
calm-what = What can wait comes in the morning. What can't, such as a donation or a concert that is about to start, comes without a sound.
calm-city = By the clock of { $city }: it's { $time } there.
calm-zone = By your clock: it's { $time }.
calm-nowhere = I don't know where you are yet, so I go by the artist's clock. Tell me your city, or show me where you are.
place-ask = Tap the button below. I'll take the clock of the nearest city and won't keep the place.
place-found = <b>{ $city }</b>, and it's { $time }. If that's wrong, type your city in the settings.
place-nowhere = I know no city near there. Type a big one in the settings, please: /settings

## Digests

week =
    📊 <b>{ $name }: your week</b>
    { $since } – { $until }
week-plays = ▶ Plays: <b>{ $n }</b>{ $change }
week-listeners = 👂 Listeners: <b>{ $n }</b>{ $change }
week-likes = ♥ Likes: <b>{ $n }</b>{ $change }
week-gained = 👤 New followers: <b>{ $n }</b>{ $change }
week-lost = 👋 Unfollowed: <b>{ $n }</b>{ $change }
week-stars = ⭐ Stars: <b>{ $n }</b>{ $change }
week-more = { " " }↑ { $n }
week-less = { " " }↓ { $n }
week-best = 🔥 Most played: { $title } · { $n }
week-show = 🎤 Next: { $show }, { $venue }
week-compared = <i>↑ and ↓: against the week before</i>

digest = 🗞 <b>Your week</b>
digest-artist = <b>{ $name }</b>
digest-item = { $kind }: { $title }
digest-near = 📍 <b>Near you in the next two weeks</b>
digest-show = { $show } · { $name }, { $venue }
digest-more = And { $n } more, on the artists' pages.
