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

    None yet. Give two songs the same album (✏ under a track → “Album”) and they stand together. Or send me all the songs at once.
album-how = <i>The arrows change the order in which the songs follow each other.</i>
album-sent = 👆 <b>{ $title }</b> by { $name }, { $n ->
        [one] the whole { $n } song
       *[other] all { $n } songs
    }.
