### Who comes to concerts, and what they are told. HTML.

card-cancelled = ❌ <b>Cancelled</b>
show-cancelled = <b>The concert is cancelled.</b> Everybody who meant to come will know in a couple of minutes.
show-held = <b>The concert is on again.</b> Everybody who meant to come will know in a couple of minutes.

outings = <b>Concerts you're going to</b> · { $n }
outings-none =
    <b>Concerts you're going to</b>

    None yet. Press “Going” under a concert, and I'll remind you in time.

## Settings

reminders-text =
    <b>Reminders of concerts</b>

    When should I remind you of the concerts you're going to or are interested in?
reminders-usual = A week before, I remind you if you're interested; three hours before, if you're going.
reminders-chosen = Three hours before, I remind you only if you're going.
near-text =
    <b>Concerts near me</b>

    Your cities, and 100 km around them. Press one to take it off.
near-none =
    <b>Concerts near me</b>

    Add your city, or several, and you will hear only of concerts there and nearby.
after-text =
    <b>After “{ $title }”</b>

    At noon the day after I can silently thank everybody who was going, with a button to support you. It stays off until you switch it on.
after-words = <i>What they will read:</i>

## Reminders

remind-ahead = { $unit ->
        [today] Today
        [tomorrow] Tomorrow
        [week] In a week
        [days] { $n ->
            [one] In { $n } day
           *[other] In { $n } days
        }
        [minutes] { $n ->
            [one] In { $n } minute
           *[other] In { $n } minutes
        }
       *[hours] { $n ->
            [one] In { $n } hour
           *[other] In { $n } hours
        }
    }
remind-head = 🔔 <b>{ $ahead }: { $title }</b>
remind-several = 🔔 <b>{ $ahead }: { $shows ->
        [one] { $shows } concert
       *[other] { $shows } concerts
    }</b>
remind-one = <b>{ $title }</b>
    by { $name }
remind-venue = 📍 { $venue }

## What has changed

change-head = ✏️ <b>Changed: { $title }</b>
change-was = <s>📅 { $was }</s>
change-venue = 📍 <s>{ $was }</s> → <b>{ $venue }</b>
on-head = 🎉 <b>It's on again: { $title }</b>
off-head = ❌ <b>Cancelled: { $title }</b>
    by { $name }
off-was = It was planned for { $was }.
off-tickets = Ask about your ticket where you bought it.
gone-head = <b>Taken down: { $title }</b>
    { $name } took this concert off the page, so I won't remind you of it.

## Thanks

encore-head = 🙏 <b>{ $name }</b> · { $title }
encore-default = Thank you for coming! It was a great night.
