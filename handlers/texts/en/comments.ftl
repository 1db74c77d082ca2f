### What people say of tracks and news. HTML.

## A thread

comments-head = 💬 <b>{ $title }</b> · { $n ->
        [one] { $n } comment
       *[other] { $n } comments
    }
comments-none = Nobody has said anything yet. Be the first!
comments-none-mine = Nobody has said anything yet.
comments-off-here = <i>Comments are off here: nobody but you sees them.</i>
comments-off-all = <i>Comments are off on all of your page: nobody but you sees these.</i>
comment-nth = { $n }. { $head }
comment-head = { $name } · { $when }{ $edited }
comment-when = <tg-time unix="{ $unix }" format="r">{ $shown }</tg-time>
comment-edited = { " " }· <i>edited</i>
comment-name = <b>{ $name }</b>
comment-artist = 🎸 <b>{ $name }</b>
comment-answered = <blockquote>{ $name }
    { $words }</blockquote>
comment-on =
    💬 { $title }

    { $head }

## Writing

comment-added = <b>Comment added.</b>
comment-deleted = Comment deleted.
comment-answer-sent = <b>Your answer is under the comment.</b>

## Notices

comments-new = { $n ->
        [one] 💬 <b>A new comment</b> on “{ $title }”
       *[other] 💬 <b>{ $n } new comments</b> on “{ $title }”
    }
comment-latest = The latest, by { $name }:
comments-new-how = { $n ->
        [one] <i>Reply to this message, and your answer goes under the comment.</i>
       *[other] <i>Reply to this message, and your answer goes under the latest one.</i>
    }
comment-answer-came = { $name } answered your comment on “{ $title }”:
comment-yours = <blockquote>{ $words }</blockquote>

## What the artist settles

comments-settings =
    <b>Comments</b>

    People can comment on your tracks and news. You can answer, delete a comment, or block its author; each track and post has a switch of its own, too.
comments-settings-off =
    <b>Comments</b>

    They are off: nobody can comment on your tracks and news, and nobody but you sees what was said before. It all comes back when you switch them on.
comments-hushed = <b>OK, no more messages about new comments.</b>
comments-banned-some =
    <b>Who can't comment on your page</b>

    Tap a name to let them again.
comments-banned-none = Everybody can comment on your page.
