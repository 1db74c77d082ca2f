### Telling followers, and publishing at a time. HTML.

## What followers get

pushed = 📣 <b>{ $name }</b> has something new
pushed-track = 🎵 <b>{ $name }</b> has a new song
pushed-concert = 🎤 <b>{ $name }</b> is playing live
pushed-video = 🎬 <b>{ $name }</b> has a new video
pushed-news = 📰 <b>{ $name }</b> has news
pushed-album = 💿 <b>{ $name }</b> has a new album
pushed-awaited = 🔔 It's out, as you wanted to know: <b>{ $name }</b>
pushed-again = 📣 <b>{ $name }</b>

## Before they do

announce-head = <b>Tell followers</b>
    { $title }
announce-who = Who: { $n ->
        [one] { $n } follower
       *[other] { $n } followers
    }
announce-now = When: now
announce-at = When: { $when }
announce-silent = Sound: off
announce-loud = Sound: on
announce-moment = Takes: less than a minute
announce-minutes = Takes: about { $n } min, more if others are sending too
announce-hours = Takes: about { $n } h, more if others are sending too
announce-how = <i>Whoever is asleep gets it in the morning. A person hears from you once a day and three times a week at most; what is over waits its turn.</i>
announce-looked = 👆 That's what they get, each in their language.
announced-before = <b>You have told them of this already:</b> { $when }, { $n ->
        [one] { $n } person
       *[other] { $n } people
    }. Once more?

## While they do, and after

campaign-head = 📣 <b>{ $title }</b>
campaign-report = <b>Your followers have been told.</b>
campaign-report-waits = <b>Your followers are being told.</b>
campaign-report-nobody = <b>None of your followers was told.</b>
campaign-planned = Starts: { $when }
campaign-running = Being sent…
campaign-waits = Sent, except to those who get it later.
campaign-done = Sent.
campaign-nobody = Not sent: by then it was too late, or there was nobody to tell.
campaign-stopped = Stopped.
campaign-bar = { $bar } { $n } of { $wanted }
campaign-sent = ✅ Got it: { $n }
campaign-tapped = 👆 Tapped a button: { $n }
campaign-unclear = ❔ May have got it: { $n }
campaign-left = ⏳ Still to get it: { $n }
campaign-waiting = 🌙 In the morning, or when it's their turn: { $n }
campaign-off = 🔕 Want no such messages: { $n }
campaign-digest = 🗞 See it in their digest: { $n }
campaign-blocked = 🚫 Blocked the bot: { $n }
campaign-failed = ⚠ Telegram refused: { $n }
campaign-moot = ✕ Too late, or gone: { $n }
campaign-untold = ⏹ Not sent, you stopped it: { $n }
campaign-began = Began: { $when }
campaign-ended = Ended: { $when }
campaigns-head = <b>Broadcasts to your followers</b>
campaigns-none = Nothing so far. Publish something and press “Tell followers”.

## At a time

later-head = <b>Publish later</b>
    { $title }
later-more = and { $n ->
        [one] { $n } more song
       *[other] { $n } more songs
    } with it
later-when = When should it come out?
later-at = Comes out: { $when }
later-told = Your followers are told then.
later-told-loud = Your followers are told then, with a sound.
later-untold = Your followers are not told.
later-kept = ✓ <b>Scheduled.</b>
later-dropped = Not scheduled any more: it stays a draft.
draft-planned = 🕒 Comes out: <b>{ $when }</b>
released = <b>It's out, as scheduled!</b>
released-late = <b>It's out, later than scheduled</b> ({ $when }): I was not running.
