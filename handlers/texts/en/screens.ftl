### What the screens say. HTML.

## The way in

home-newcomer =
    <b>A page for your music, right in Telegram.</b>

    Send me a song and it gets a page: people listen here, like it and pass it on. Two taps, no forms to fill in.

    Here to listen? Find an artist.

home-artist-more = <b>More</b>
home-artist-empty =
    <b>Nothing here yet.</b>

    Send me a song: an MP3 or M4A, from your phone or forwarded from your channel. I fill in the rest.

home-artist =
    <b>{ $name }</b>

    { $plays ->
        [one] { $plays } play
       *[other] { $plays } plays
    } · { $likes ->
        [one] { $likes } like
       *[other] { $likes } likes
    } · { $followers ->
        [one] { $followers } follower
       *[other] { $followers } followers
    }
    { $tracks ->
        [one] { $tracks } track
       *[other] { $tracks } tracks
    } · { $coins ->
        [one] { $coins } coin
       *[other] { $coins } coins
    }

    Send a song, a photo, a video or a link whenever you like: I'll make something of it.

help =
    <b>If you make music.</b> Send me a song, a photo, a video or a link. It becomes a draft, and nothing is public until you press “Publish”.

    <b>If you listen.</b> Type the name of an artist or a song. Songs play right here.

    <b>To share.</b> Type @{ $bot } in any chat and pick a card.

    /me your page and numbers
    /find an artist or a song
    /following who you follow · /going concerts you come to
    /supporting whom you support every month
    /coins your coins
    /campaigns broadcasts to your followers
    /donations who supports you · /payout get your Stars
    /chats your groups and channels
    /settings language, city, notifications
    /cancel leave what you have begun

    /paysupport help with a payment
    /terms the terms · /privacy what is kept about you
    /mydata all my data · /deletemydata delete it

cancelled = OK, left that.
unknown-command = I don't know this command. Everything I can do is in the menu.
useless = Nice, but I can't make anything of it. Send a song, a photo, a video or a link, or type a name to search.
file-audio =
    This came as a file, and Telegram can't play it.

    Send it as music: choose 📎 → Music, in MP3 or M4A.
file-image = This came as a file. Send it as a photo, please: with compression on.
file-video = This came as a file. Send it as a video, please: with compression on.
group = I'm happier in private, where I disturb nobody.

## Cards

card-title = <b>{ $title }</b>
card-line = { $label }: { $value }
card-when = 📅 { $day }, { $clock } · { $city }
card-day = 📅 { $day }
card-your-time = 🕗 On your clock: <tg-time unix="{ $unix }" format="wDt">{ $shown }</tg-time>
card-link = { $link }
card-by = by { $name }
card-foot = { $by } · { $numbers }
in-telegram = in Telegram

draft = <i>A draft: only you can see it. By publishing you confirm that the rights are yours: /terms</i>
discarded = Thrown away: { $title }
deleted = Deleted: { $title }
published = <b>It's out!</b> Send the link to those who are waiting for it.
published-first =
    <b>It's out, and you have a page of your own!</b>

    Send me a photo and it will be the face of it.
saved = <b>Saved.</b>
restored = <b>It's back.</b>

song-format = <b>{ $kind } plays only in some apps.</b> To play everywhere, it should be MP3 or M4A.
album = <b>{ $n ->
        [one] { $n } song is ready
       *[other] { $n } songs are ready
    } to publish:</b>

    { $songs }

    <i>Only you can see the drafts. By publishing you confirm that the rights are yours: /terms</i>
album-published = <b>{ $n ->
        [one] { $n } song is out!
       *[other] { $n } songs are out!
    }</b>

    Your page: { $link }

## Lists

list = <b>{ $title }</b> · { $count }
list-empty =
    <b>{ $title }</b>

    { $empty }
drafts-head = <b>Drafts</b> · { $n }

## The form

ask-head = <b>{ $field }</b>
ask-head-new = <b>{ $kind }</b> · { $step } of { $steps }
ask-day-said = Got it: { $day }.
ask-which = Which one do you mean?
ask-present = Now: { $value }

ask-line = Type it in a line.
ask-prose = Type it, up to 4,000 characters.
ask-genre = Pick a genre or type your own.
ask-venue = Which venue?
ask-spot-said = 📍 Got the spot. What is it called?
ask-city = Which city?
ask-date = When? Tap a day or type it, with the time if you like: “15 July 20:00”, “next Friday 8pm”.
ask-time = At what time? Tap or type: “20:00”, “8pm”.
ask-duration = How long? Minutes and seconds: 3:45
ask-price = How much is a ticket? For example: 25 EUR, 1500 RUB or “free”.
ask-amount = How many?
ask-currency = In which currency?
ask-link = Send a link.
ask-links = Send links to your sites and pages, one a line, ten at most.
ask-picture = Send a photo, or a link to a picture.
ask-audio = Send the song as music (MP3 or M4A), or a link to the file.
ask-video = Send the video, or a link to it: YouTube, VK, anything.
ask-zone = I don't know this city, so tell me what time it keeps: type a big city nearby.

unfit-line = That should be one line of text, 200 characters at most.
unfit-prose = That should be text, 4,000 characters at most.
unfit-genre = That should be a word or two.
unfit-venue = That should be a name, 200 characters at most, or a pin: 📎 → Location.
unfit-city = That should be the name of a city.
unfit-date = I need the day.
unfit-time = I need the time, such as 20:00.
unfit-duration = I need minutes and seconds, such as 3:45.
unfit-price = I need a number, with a currency if you like: 25 EUR. Or “free”.
unfit-amount = I need a whole number.
unfit-currency = I need a currency: €, USD, рублей.
unfit-link = That's not a link I can open. It should look like https://example.com
unfit-links = At least one of these is not a link I can open. They should look like https://example.com
unfit-picture = I need a photo (not a file), or a link to a picture.
unfit-audio = I need a song sent as music, or a link to it.
unfit-video = I need a video (not a file), or a link to it.
unfit-file = Telegram gave me a file I can't use. Try another one.
unfit-zone = I don't know that one either. Type a big city nearby, such as Istanbul.
unfit-when-unclear = I don't understand “{ $part }”. Try “15 July 20:00” or “next Friday 8pm”.
unfit-when-impossible = There is no such thing as “{ $part }”. Try once more?
unfit-when-twice = “{ $part }” is the second one. Which is right?
unfit-when-contradiction = “{ $part }” is another day of the week. Which is right?
unfit-when-long = That's a long story. Just the day and the time, please.

offer = What should I make of it?

## What everybody sees

artist-numbers = { $followers ->
        [one] { $followers } follower
       *[other] { $followers } followers
    } · { $plays ->
        [one] { $plays } play
       *[other] { $plays } plays
    } · { $tracks ->
        [one] { $tracks } track
       *[other] { $tracks } tracks
    }
works = <b>{ $name }</b> · { $count }
works-none = <b>{ $name }</b> · { $title }: nothing here yet.
player = <b>{ $title }</b> · { $artist }
no-sound-here = Telegram can't play this one, but its own site can.
following-list = <b>You follow</b> · { $n }
following-nobody = You follow nobody yet. Find an artist and press “Follow”.

## Coins

coins-balance = <b>{ $n ->
        [one] { $n } coin
       *[other] { $n } coins
    }</b>
coins-empty = Nothing has moved yet: whatever comes or goes will be listed here.
coins-came = <b>+{ $n }</b> · { $what }
    { $when }
coins-went = <b>−{ $n }</b> · { $what }
    { $when }
coins-purchase = Bought
coins-spend = Spent
coins-reward = A gift

## Settings

settings-text =
    <b>Settings</b>

    { $where }
settings-city = Your city: { $city }. Dates and times go by it.
settings-no-city = Your city is not set. With it, “tomorrow” is your tomorrow.
