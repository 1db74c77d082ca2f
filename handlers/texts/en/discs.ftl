### Albums. HTML.

album-title = 💿 <b>{ $title }</b>
album-songs = { $n ->
        [one] { $n } song
       *[other] { $n } songs
    }
album-fact = { $fact }
album-song = { $number }. { $title } · { $length }
album-song-bare = { $number }. { $title }
albums-head = <b>{ $name }</b> · { $n ->
        [one] { $n } album
       *[other] { $n } albums
    }
albums-own = <b>Your albums</b> · { $n }
albums-none =
    <b>Your albums</b>

    None yet. Give two songs the same album (“✎ Edit” under a track → “Album”) and they stand together. Or send me all the songs at once.
album-how = <i>The arrows change the order in which the songs follow each other.</i>
album-sent = 👆 <b>{ $title }</b> by { $name } · { $n ->
        [one] { $n } song
       *[other] { $n } songs
    }
disc-published = <b>The album is out: { $n ->
        [one] { $n } song!
       *[other] { $n } songs!
    }</b>

    { $link }

## Music from a Telegram profile

shelf = <b>I found { $n ->
        [one] { $n } song
       *[other] { $n } songs
    } on your Telegram profile.</b> Which do we take?
shelf-there = { $n ->
        [one] { $n } is here already and is skipped.
       *[other] { $n } are here already and are skipped.
    }
shelf-rights = <i>By publishing you confirm that the rights to them are yours.</i>
shelf-done = They are all here. Come back when there is a new one.

## Out soon

ahead-head = 🔜 <b>{ $title }</b>
ahead-album = 💿 An album of { $n ->
        [one] { $n } song
       *[other] { $n } songs
    }
ahead-when = 📅 Out on <tg-time unix="{ $unix }" format="wDt">{ $shown }</tg-time>
    ⏳ <tg-time unix="{ $unix }" format="r">soon</tg-time>
ahead-postponed = 📅 Postponed, with no new date yet. Press 🔔 to hear the moment it's out.
ahead-pushed = 📣 <b>{ $name }</b> has set the date
teaser-how = <b>Announce the date.</b> This is what everybody sees. Nobody hears the song before it is out, and whoever presses 🔔 gets it first.
teaser-announced = ✓ <b>The date is announced.</b> Share it: the card turns into the song by itself, in any chat.
teaser-waiting = 🔔 { $n ->
        [one] { $n } person is waiting
       *[other] { $n } people are waiting
    }
