### An artist's page as a file, there and back. HTML.

page-what =
    <b>Your page</b>: profile, tracks, concerts, videos, news and drafts, with today's numbers.

    Send me this file any time, here or from another account: I'll put back whatever is missing and leave the rest alone.

    Other people's things aren't in it. Followers: 👥 Fans. Donations: /donations.
page-parts = It's a big one, so there are several files. Each works by itself.
page-part = Part { $n }
page-part-last = Part { $n }, the last
page-found = <b>{ $n ->
        [one] { $n } thing to bring to your page
       *[other] { $n } things to bring to your page
    }</b>
page-found-none = <b>Nothing new in this file</b>
page-kind = { $what }: { $n }
page-profile = 👤 Profile
page-profile-fills = 👤 Profile: { $what }
page-there = On your page already, left as is: { $n }
page-numbers = Plays, likes and other numbers start from zero.
page-problems = <b>{ $n ->
        [one] { $n } entry I can't take
       *[other] { $n } entries I can't take
    }</b>
page-problems-more = … and { $n } more: all of them are in the file above
page-rights = <i>By adding you confirm that the rights are yours: /terms</i>
page-added = <b>{ $n ->
        [one] Done! { $n } thing is on your page
       *[other] Done! { $n } things are on your page
    }</b>
page-files = If this page comes from another bot, its music and pictures may not open here. Just add them again on the cards.
page-without-files = Music and pictures from the file weren't taken, since a recording of yours was taken down. Add them again on the cards.
page-no-object = That's not a page of mine. I need the file from 👤 Profile → 💾 My page as a file.
page-none = There is nothing of an artist's page in this file.
page-broken = The file breaks off or is damaged at line { $line }. Save it once more and send it again.
page-tangled = That's not a page of mine: there's too much inside it.
page-many = That's more than { $most } entries. Split the file, please.
page-large = That file is over 20 MB, and Telegram won't give it to me. Split it, please.
