### Managers: who helps an artist. HTML.

managers-none =
    <b>Managers</b>

    Does somebody help you with your music? Let them publish and tell people here along with you: from their own account, and only what you allow. Payouts stay out of their reach.
managers-head =
    <b>Managers</b>

    They work on your page from their own accounts. Payouts, refunds and the managers themselves stay yours alone.
manager-line =
    <b>{ $name }</b> · since { $since }
    { $rights }
manager =
    <b>{ $name }</b> · manager since { $since }

    What may they do? Tap to change it; it holds at once.
manager-remove-ask =
    <b>Remove { $name } from your managers?</b>

    They can do nothing here any more, from this moment. What they did stays, and so do the chats they connected: see “Chats” if you want those gone.
manager-removed = ✓ Done: they can do nothing here any more.
manager-accepted =
    🤝 <b>{ $name }</b> helps you with your page now.

    { $rights }
manager-left = <b>{ $name }</b> doesn't help you with your page any more.
invite =
    <b>What may the new manager do?</b>

    You can change it later.
invitation-ready =
    <b>The invitation is ready.</b> Send the link to whoever will help you:

    { $link }

    It works once, until { $when }.

    { $rights }
invitation-dropped = ✓ The invitation is taken back.
invitation-over = That invitation is no more: somebody used it, or its time is over.
may-do = • { $what }
invitation =
    🤝 <b>{ $name }</b> wants you as a manager.

    What you'll be able to do:
    { $rights }

    Whatever you do on that page stays in its log.
invitation-accepted =
    <b>Done!</b> You're helping { $name } now.

    Your own page and what you follow stay as they are. You can switch whenever you like.
acting-head = 🎸 Page: <b>{ $name }</b>
work =
    What you can do here:
    { $rights }
work-send = Send me a song, a photo, a video or a link: it goes to this page.
whose =
    <b>Whose page are you working on?</b>

    Whatever you send goes there. You still listen, like and give Stars as yourself.
whose-nobody = You're helping nobody at the moment: all you do is about your own page.
work-for-me-now = 👤 Everything is about your own page again.
manager-leave-ask =
    <b>Stop helping { $name }?</b>

    You can come back only by a new invitation.
managing-ended = You're not helping with the page of <b>{ $name }</b> any more.
managing-changed =
    <b>{ $name }</b> changed what you may do. Now it is:

    { $rights }
right-nothing = nothing yet

log-head = <b>Who did what on your page</b>
log-entry =
    <b>{ $by }</b> · { $at }
    { $what }
log-head-of = <b>What was done by { $name }</b>
log-empty = Nothing yet.
log-whose = Whose doings?
