### Groups and channels. HTML.

chats-none =
    <b>Your groups and channels</b>

    Connect one, and your new songs, concerts and news show up there too; donations as well, if you like. You choose what.
chats-list =
    <b>Your groups and channels</b>

    { $n ->
        [one] What you publish shows up in { $n } chat.
       *[other] What you publish shows up in { $n } chats.
    }
chats-pick = Which one? Choose with the buttons below 👇
chat-connected = ✓ “{ $title }” is connected.
chat-head-group = 👥 <b>{ $title }</b>
chat-head-channel = 📣 <b>{ $title }</b>
chat-is-on = What should I post there?
chat-is-paused = ⏸ Paused: I post nothing there.
chat-wants-nothing = Nothing is switched on, so I'm silent there.
chat-off-rights = ⚠ I'm not allowed to write there. Let me post again in the chat's settings.
chat-off-removed = ⚠ I'm not in there any more.
chat-off-topic = ⚠ The topic I wrote in is closed or gone. Open it, or choose another one.
chat-off-gone = ⚠ The chat is not there any more.
chat-off-person = ⚠ You're not an admin there any more, so I post nothing there for you.
chat-off-other = ⚠ Whoever connected it is not an admin there any more. If you are one, tap “Check again”.
chat-went-off = “{ $title }” gets no more posts from me.
chat-came-on = ✓ “{ $title }” gets your posts again.
chat-topic-which = <b>Which topic?</b>
chat-topic-of = <b>{ $kind }: which topic?</b>
chat-topics = Is yours not in the list? Write /chats@{ $bot } in it.
chat-places =
    <b>What goes where?</b>

    Tap something to choose its topic.
chat-topic-off = ⚠ The topic “{ $topic }” is closed or gone, so I can't post this: { $kinds }. Open it, or choose another one.
chat-topic-on = ✓ The topic “{ $topic }” works again: { $kinds }.
chat-testing =
    A first line is on its way to “{ $title }”. Have a look at it there.

    Should it stay?
chat-drop-ask = Disconnect “{ $title }”? What has been posted stays.
chat-dropped = “{ $title }” is disconnected. You can remove me from it, too.
chat-offer =
    I'm in “{ $title }” now.

    Should I post there what you publish?
chat-offer-mute =
    I'm in “{ $title }” now, but I'm not allowed to write there.

    Allow it in the chat's settings, and we can go on.

## In the chats

chat-first-line = 🎵 News from <b>{ $name }</b> will be here: songs, concerts and more.
chat-note-album = 💿 <b>New songs!</b> Here is the first; the others are on the artist's page.
chat-gifts = 💛 { $n ->
        [one] <b>{ $n } supporter</b>
       *[other] <b>{ $n } supporters</b>
    } · { $amount } → { $artist }
chat-goal-head = 🎯 <b>{ $name }</b>
chat-connect-here = Connect this group to your page? Press the button, so that I see who you are.
chat-connected-here = ✓ { $name }: new songs, concerts and news will be here.
chat-which = Whose?
chat-nobody = No artist is connected to this chat yet.
chat-concerts = 📅 <b>{ $name }</b>: the next concerts
chat-no-concerts = { $name } has no concerts coming up.
chat-donate = ⭐ Support <b>{ $name }</b>
chat-donate-paused = { $name } takes no donations at the moment.
card-gone = { $name }: this isn't here any more.

## Under a draft

draft-chats = 📣 Also goes to: { $chats }
published-chats = 📣 On its way to: { $chats }
chat-named = “{ $title }”
