## All about oneself

my-data-begun =
    📦 I'm gathering everything I keep about you. It comes here as a file, in a minute or so.
my-data-again =
    📦 You asked for your data within this hour: the file is above, or on its way. You can have a new one in an hour.
my-data-file =
    📦 This is everything I keep about you. What others did on your page belongs to them: it is only counted.
my-data-meaning =
    Everything promo.music keeps about you. "key" says where it is kept and "value" what it says there; "yours" is your part of what others have a part in, and "count" how much there is in all. "elsewhere" counts marks without content, and places of others that lead to you.

leave-head =
    🗑 <b>Delete everything about you</b>
leave-goes =
    <b>What goes, for good:</b> your page with all songs, concerts, videos and news; follows, likes and comments; concerts you meant to come to; settings; connected chats and managers; messages on their way. Monthly support is stopped, yours and that of your page. Coins are lost.
leave-stays =
    <b>What stays:</b> entries in the books of payments and in the log of cases and reports, under a random name that leads nobody back to you. And a code that names nobody: should you return, a block still counts and welcome coins don't come twice. Once everything is deleted, payments can't be refunded.
leave-day =
    You have a day to change your mind. Until then everything works as usual.
leave-stars =
    ⭐ First: your page is owed <b>{ $n ->
        [one] { $n } Star
       *[other] { $n } Stars
    }</b>. Pause donations in “Support settings”, take the payout (/payout) and come back when it's paid.
leave-payout =
    ⏳ First: you are waiting for a payout (/payout). Come back when it's paid.
leave-waits =
    🗑 Everything about you will be deleted: <b>{ $at }</b>.

    Until then one press keeps it all.
leave-kept = 👌 Everything stays as it was.
leave-not = I couldn't delete everything about you, so I kept it all.
leave-done =
    🗑 Your page is gone, and the rest goes within minutes.

    Take care! If you ever want to come back: /start, and we'll meet anew.
