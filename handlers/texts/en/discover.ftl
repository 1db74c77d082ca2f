### Search, and what there is to find without searching. HTML.

find-how =
    Who are you looking for? Type an artist, a song or an album. Typos and the wrong keyboard layout are fine.

    Or have a look around:
found = Found for “{ $text }”:
found-nothing =
    Nothing found for “{ $text }”.

    Try less: just the name, or one word of the title. Or have a look around:
new-tracks = <b>New tracks</b>
new-artists =
    <b>New artists</b>

    Their first tracks came out only just now.
new-none =
    <b>New</b>

    Nothing yet. Your song can be the first: just send it to me.
rising =
    <b>Rising</b>

    Who has gained the most followers for their size in the last days. Plays don't count.
rising-none =
    <b>Rising</b>

    Nobody has pulled ahead yet. Have a look at what's new and follow whom you like.
genres = <b>Genres</b>
genres-none =
    <b>Genres</b>

    No track has a genre yet. If the music is yours, set one in the details of a track.
genre-of = <b>{ $genre }</b> · { $count }
artist-count = { $n ->
        [one] { $n } artist
       *[other] { $n } artists
    }
near-where =
    <b>Concerts near you</b>

    Which city shall I look in? Tell me once and I'll remember.
near-here =
    <b>Concerts near you</b>

    { $towns } and 100 km around.
near-nothing =
    <b>Concerts near you</b>

    { $towns } and 100 km around: nothing yet. Follow the artists you like to hear of new concerts at once.
