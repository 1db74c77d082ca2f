### Fans: who is told, and the top of them. HTML.

## Whom to tell

announce-some = To: { $whom } · { $n }
announce-parts =
    <b>Who should hear it?</b>

    <i>Cities are those that fans named themselves; one appears here once five of your followers live there. Those gone quiet have followed you for 60 days or more and haven't listened to or tapped anything of yours in that time.</i>
campaign-to = To: { $whom }

## An artist's fans

fans-head =
    <b>👥 Your fans</b>

    { $n ->
        [one] { $n } follower you can write to
       *[other] { $n } followers you can write to
    }
fans-nobody =
    <b>👥 Your fans</b>

    Nobody follows you yet. Share your link!
fans-donors = ⭐ Donated: { $n }
fans-lapsed = 🌙 Gone quiet for 60 days: { $n }
fans-towns = <b>Cities</b>
fans-town = 📍 { $city }: { $n }
fans-no-towns = <i>Cities appear once five of your followers have named the same one.</i>
fans-list = <i>The list has everybody with the day they followed, and the name and city of those who agreed to show it.</i>

## The top of them

top-head = <b>🏆 Top fans of { $name }</b>
top-fan = <b>{ $name }</b> · { $n }
top-supporter = <b>{ $name }</b> ⭐ · { $n }
top-unseen = { $n ->
        [one] and { $n } more who keeps their name private
       *[other] and { $n } more who keep their names private
    }
top-nobody = Nobody yet. Points come with the first song.
top-few = Names appear once { $n } fans want to be seen.
top-place = You're number { $nth } of { $n }.
top-no-place = You're not in it yet: play any song and you are.
top-seen = Your name is on the list.
top-not-seen = Only you see this.
top-rule = <i>One point for each day you listen to something, { $n } for each concert you're going to. Playing more in a day adds nothing, and neither do donations: ⭐ marks those who support the artist.</i>

settings-counted = <i>Artists you follow see only how many of their followers live in your city, and only if there are five or more.</i>

## The profile

published-first-photo =
    <b>Published, and you have a page of your own now!</b>

    Its face is your Telegram photo. Send me another one to change that.
profile-lacks-avatar = 📷 No photo yet: just send me one.
profile-lacks-bio = ✍ Nothing about you yet.
profile-lacks-links = 🔗 No links yet.
profile-looked = 👆 That's how fans see your page. Its buttons work for them, not for you.
links-some =
    <b>🔗 Links on your page</b>

    Fans see them as buttons in this order, { $n } at most.
links-none =
    <b>🔗 Links on your page</b>

    None yet. Add your site, Spotify, Instagram: fans see them as buttons, { $n } at most.
links-line = <b>{ $name }</b>: { $link }
links-unsafe = ⚠ I left out what doesn't begin with https://
links-over = ⚠ Only { $n } fit, so I left out the rest.
from-telegram-head = <b>Your Telegram profile has this.</b> What shall I put on your page?
