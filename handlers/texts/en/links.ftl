# Links: where they lead, where they are shown, and who came by them.

link-broken =
    This link leads nowhere: it may have been cut off on the way.
    Ask for it once more, or look the artist up here.
link-vanished = This is not here any more. But there is more on the page of <b>{ $name }</b>.
link-profile =
    <b>The link to your page</b>

    For your bio, a business card, the text under a video.
link-donation =
    <b>Your support link</b>

    It opens the amounts in ⭐ at once. For the description of a channel, under a video, on a poster.
link-record = <b>{ $kind } “{ $title }”: the link</b>
link-address = <code>{ $link }</code>
link-ask = Where will people see it? Choose, and the link gets a tag: you will know how many came from there.
link-source = Tag: <b>{ $name }</b>. Everybody who comes by this link is counted in “Where they come from”.
poster-look = Here is a poster with a QR code. The file to print comes next.
poster-print = To print: A6, 300 dpi. Before you print many, scan it once to see that it opens.
origins-head =
    <b>Where listeners come from</b>
    { $n ->
        [one] The last { $n } day
       *[other] The last { $n } days
    }
origins-none = Nobody came in this time. Show a link with a tag in your bio, on a poster or in a chat, and you will see here what worked.
origins-name = <b>{ $name }</b>
origins-came = { $n ->
        [one] { $n } visit
       *[other] { $n } visits
    }, { $people ->
        [one] { $people } person
       *[other] { $people } people
    }
origins-taps = { $n ->
        [one] { $n } visit
       *[other] { $n } visits
    }
origins-plays = ▶ { $n } ({ $share }%)
origins-follows = 👥 +{ $n } ({ $share }%)
origins-stars = ⭐ { $n } ({ $share }%)
origins-meaning =
    <blockquote expandable><b>What is counted here</b>
    A visit is a link that was opened, or a button that was pressed on a card in a chat; beside it, how many different people that were, give or take 1%.
    ▶ are plays that count, 👥 new followers, ⭐ Stars given, without those that went back. In brackets, the share of all sources.
    Each of them counts for the last link or card by which the person came, if that is at most 30 days ago. Otherwise it is “Directly”, as are visits by links without a tag.
    “Other” are tags that are none of yours.</blockquote>
