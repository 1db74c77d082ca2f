### Numbers of an artist: what stands under the picture, and what it means. HTML.

stats = <b>{ $name }</b> · the last { $days ->
        [one] day
       *[other] { $days } days
    }
stats-plays = Plays: { $n }
stats-listeners = Listeners: { $n }
stats-discarded = Not counted: { $n } ({ $again } too soon, { $often } over 50 a day)
stats-likes = Likes: { $n } · downloads: { $downloads }
stats-shares = Shares: { $n } · comments: { $comments }
stats-followers = Followers: +{ $gained } −{ $lost }, { $n } now
stats-away = Have closed the bot: { $n } of them
stats-stars = Stars: { $n } ⭐
stats-other = Videos, news, concerts: { $views } views, { $likes } likes, { $shares } shares, { $comments } comments
stats-best = Busiest: { $times } ({ $where } time)
stats-best-time = { $weekday } { $clock }
stats-ever-head = <b>All time</b>
stats-ever-discarded = Not counted: { $n }
stats-tracks = Tracks: { $n }
stats-coins = Coins: { $n }
stats-since = <i>Counted by day in full since { $day }.</i>
stats-play-is = <i>A play is a song that came after “Listen”, “Next” or its link. A listener is whoever has at least one.</i>
stats-tracks-head = Whose numbers?
stats-empty =
    <b>Numbers</b>

    There is nothing to count yet. Publish a song and come back.
stats-meaning =
    <b>What the numbers mean</b>

    <b>A play</b> is a tap on “Listen” or “Next”, or a song's link opened, that was answered with the song. What happens in the player, Telegram tells nobody. One person plays a track once in half an hour, and your tracks 50 times a day at most.

    <b>Not counted</b> are taps beyond that: <i>too soon</i> after the last one, or <i>over 50 a day</i>. The song comes all the same.

    <b>A listener</b> is a person with at least one play: once in a day, and once in a whole period. It can be 1 % off.

    <b>A like</b> belongs to the day it was given. Taken back the same day, it never was; taken back later, it leaves “All time” only.

    <b>A download</b> is a tap on “Download” that was answered with the file.

    <b>A share</b> is a card sent to a chat through @{ $bot }. Of forwarded messages Telegram tells nobody.

    <b>A comment</b> is one written here.

    <b>Followers</b>: + came, − left. Whoever closes the bot has not left: they are still there when they open it again.

    <b>Stars</b> were given in these days and not given back.

    <b>Busiest</b> are the hours of the week with most plays, by the clock of your city.

    A day is a day in UTC. What came before the bot counted by day is in “All time” only. A day, week or month that is not complete is fainter in the picture. When you delete a track, its days stay in the numbers of all tracks, and “All time” is without it.
