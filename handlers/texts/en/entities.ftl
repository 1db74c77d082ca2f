### The kinds of record: what each is called, counted and asked. No markup, but in “empty” and “ask-…”.

track = 🎵 Track
    .all = 🎵 Tracks
    .new = + New track
    .count = { $n ->
        [one] { $n } track
       *[other] { $n } tracks
    }
    .empty = No songs yet. Send me one, as music: MP3 or M4A.
    .title = Title
    .artist = Artist
    .album = Album
    .genre = Genre
    .duration = Length
    .cover_url = Cover
    .audio_url = Song
    .plays = { $n ->
        [one] { $n } play
       *[other] { $n } plays
    }
    .likes = { $n ->
        [one] { $n } like
       *[other] { $n } likes
    }
    .downloads = { $n ->
        [one] { $n } download
       *[other] { $n } downloads
    }
    .ask-title = What is the song called?
    .ask-artist = Who performs it?
    .ask-album = Which album is it on?
    .ask-cover_url = Send the cover: a photo, or a link to a picture.

concert = 🎤 Concert
    .all = 🎤 Concerts
    .new = + New concert
    .import = 📥 Import
    .count = { $n ->
        [one] { $n } concert
       *[other] { $n } concerts
    }
    .empty = No concerts yet. Add one here, or send me its poster.
    .title = Title
    .venue = Venue
    .city = City
    .date = Date
    .time = Time
    .zone = Time zone
    .ticket_price = Ticket
    .ticket_currency = Currency
    .ticket_url = Tickets
    .image_url = Poster
    .description = About
    .going = { $n } going
    .interested = { $n } interested
    .go-ticket_url = 🎟 Tickets
    .ask-title = What is the concert called?
    .ask-venue = Where do you play? The name of the club, hall or festival. Or pin it with 📎 → Location: then the map shows the exact spot.
    .ask-city = In which city? I show the time by its clock.
    .ask-ticket_url = Where are tickets sold? Send a link.
    .ask-image_url = Send the poster: a photo, or a link to a picture.
    .ask-description = What should people know? Support acts, age limit, dress code…

video = 🎬 Video
    .all = 🎬 Videos
    .new = + New video
    .count = { $n ->
        [one] { $n } video
       *[other] { $n } videos
    }
    .empty = No videos yet. Send me one, or a link to it.
    .title = Title
    .description = About
    .thumbnail_url = Cover
    .video_url = Video
    .duration = Length
    .views = { $n ->
        [one] { $n } view
       *[other] { $n } views
    }
    .likes = { $n ->
        [one] { $n } like
       *[other] { $n } likes
    }
    .go-video_url = ▶ Watch
    .ask-title = What is the video called?
    .ask-thumbnail_url = Send a cover: a photo, or a link to a picture.
    .ask-description = What should people know? Who shot it, where, how…

news = 📰 News
    .all = 📰 News
    .new = + Add news
    .count = { $n ->
        [one] { $n } post
       *[other] { $n } posts
    }
    .empty = No news yet. Write me a few lines, or send a photo with a caption.
    .title = Headline
    .content = Text
    .image_url = Picture
    .likes = { $n ->
        [one] { $n } like
       *[other] { $n } likes
    }
    .comments = { $n ->
        [one] { $n } comment
       *[other] { $n } comments
    }
    .ask-title = What has happened? One line.
    .ask-content = And the whole story, up to 4,000 characters.

profile = 👤 Profile
    .name = Name
    .avatar = Photo
    .bio = About
    .links = Links
    .ask-name = What are you called on stage?
    .ask-avatar = Send a photo, or a link to a picture.
    .ask-bio = Tell about yourself in a few lines.

whereabouts = 📍 My city
    .city = City
    .zone = Time zone
    .ask-city = Where do you live? Dates and times will go by its clock.

own-monthly = 🔁 Another amount, every month
    .stars = Amount
    .ask-stars = How many Stars a month? Type a number.
    .unfit-stars = A whole number of Stars, please: from 1 to 10,000.

own-amount = ⭐ Another amount
    .stars = Amount
    .ask-stars = How many Stars? Type a number.
    .unfit-stars = A whole number of Stars, please: from 1 to 100,000.

gift-note = ✍ A message
    .message = Message
    .ask-message = What should I pass on? Type it, up to 255 characters, or pick.
    .unfit-message = Some text, please: up to 255 characters, without links.

way-to-pay = ✍ How to pay me
    .way = How to pay me
    .ask-way = Where should we pay? A TON wallet, for example. Only those who pay will see it.
    .unfit-way = Some text, please: up to 500 characters.

own-sum = 💸 Another amount
    .stars = Amount
    .ask-stars = How many Stars do you want to be paid? Type a number.
    .unfit-stars = A whole number of Stars, please.

payment = ✅ Paid
    .reference = How it was paid
    .ask-reference = How was it paid? A transfer number or a link: the artist will see it.
    .unfit-reference = Some text, please: up to 300 characters.

refusal = ✖ Rejected
    .reason = Reason
    .ask-reason = Why not? The artist will see the reason and have the Stars back.
    .unfit-reason = Some text, please: up to 300 characters.

coin-amount = 🪙 Another amount
    .coins = Amount
    .ask-coins = How many coins? Write a number.
    .unfit-coins = It takes a whole number of coins, from 1 to 1,000,000.

complaint = 🛟 Help with a payment
    .words = What happened?
    .ask-words = Tell it in your own words: what you expected and what you got. Up to 500 characters.
    .unfit-words = Some text, please, up to 500 characters. You can add more later.

addition = ✍ Write more
    .words = What else?
    .ask-words = Type it: up to 500 characters.
    .unfit-words = Some text, please, up to 500 characters.

answer = ✍ Answer
    .words = Your answer
    .ask-words = What should I tell them? Up to 500 characters. Your name is not shown.
    .unfit-words = Some text, please, up to 500 characters.

meaning = It was for…
    .order = What was it for?
    .ask-order = Send the artist's link or id, or how many coins: “coins 500”.
    .unfit-order = I need an artist's link (t.me/…?start=a_…), an id, or “coins 500”.

goal = 🎯 Goal
    .what = 🎯 Goal
    .stars = How many Stars
    .ask-what = What are you collecting for? A few words, up to 100 characters: “Mixing the album”.
    .unfit-what = One line, please: up to 100 characters.
    .ask-stars = How much does it take? Type a number.
    .unfit-stars = A whole number of Stars, please: from 1 to 1,000,000.

gratitude-words = 🙏 Words of thanks
    .words = Words of thanks
    .ask-words = What would you say to whoever supports you? Up to 500 characters. They see it right after a donation.
    .unfit-words = Some text, please: up to 500 characters.

comment-words = 💬 A comment
    .text = Comment
    .ask-text = What would you like to say? Plain text, up to 1,000 characters; everybody who opens the comments will see it, with your name.
    .unfit-text = Some text, please: from 1 to 1,000 characters.

comment-again = ✎ The comment
    .text = Comment
    .ask-text = What should it say? Plain text, up to 1,000 characters. It will say that it was edited.
    .unfit-text = Some text, please: from 1 to 1,000 characters.

comment-reply = ↩ An answer
    .text = Answer
    .ask-text = What would you like to answer? Up to 1,000 characters. Everybody will see it under the comment.
    .unfit-text = Some text, please: from 1 to 1,000 characters.

calm-time = 🌙 Quiet hours
    .hours = 🌙 Quiet hours
    .ask-hours = From which hour to which? For example: 23–7.
    .unfit-hours = Two whole hours, please: 23–7, or 11pm–7am.

at = 🕒 When
    .date = Day
    .time = Time

at-there = 🕒 When
    .date = Day
    .time = Time
    .city = City
    .zone = Time zone
    .ask-city = Where do you live? The time will go by its clock.

near-town = 📍 A city of mine
    .city = City
    .zone = Time zone
    .ask-city = In which city do you go to concerts?

encore-words = 🙏 After the concert
    .words = Words of thanks
    .ask-words = What would you say to those who were there? The set list, photos by link, just thanks: up to 900 characters.
    .unfit-words = Some text, please: up to 900 characters.

own-source = 🏷 Tag of a link
    .word = 🏷 Tag of a link
    .ask-word = Where will people see it? A word or two: “Main Street poster”, “newsletter”.
    .unfit-word = Letters or digits, please, up to 40 of them.

find-town = 📍 Concerts near you
    .city = City
    .zone = Time zone
    .ask-city = Which city shall I look in?

page-links = 🔗 Links
    .links = Links
    .ask-links = Send me the links, one a line.

wrong = ⚑ What's wrong
    .words = What's wrong?
    .ask-words = Tell it in your own words, up to 500 characters.
    .unfit-words = Some text, please, up to 500 characters.

objection = ✋ Object
    .words = What did we get wrong?
    .ask-words = Tell it in your own words: whose the work is, and what shows it. Links help. Up to 500 characters.
    .unfit-words = Some text, please, up to 500 characters.

proof = ✓ Get verified
    .words = How do we know that it's you?
    .ask-words = Send links to pages that are surely yours: a site, a channel, a label. Best of all if one of them links here. Up to 500 characters.
    .unfit-words = Some text with links, please, up to 500 characters.

verdict = ✍ Words to a decision
    .words = What to say
    .ask-words = What should the artist read besides? Up to 500 characters. Your name is not shown.
    .unfit-words = Some text, please, up to 500 characters.

blocking = 🚫 Block
    .words = Why
    .ask-words = Why? The artist will read it. Up to 500 characters.
    .unfit-words = Some text, please, up to 500 characters.

disc = Album
    .title = Name of the album
    .ask-title = What is the album called? The songs follow each other as they came.
