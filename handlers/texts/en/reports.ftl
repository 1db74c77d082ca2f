### Rights and reports: what should not be there, and what becomes of it. HTML.

quote = <blockquote>{ $text }</blockquote>

## For everybody

report-ask = <b>What's wrong with “{ $title }”?</b>
report-thanks =
    <b>Thank you!</b> A person will look at it, and I'll tell you what came of it.

    The artist won't hear that it was you.
outcome-taken = You reported “{ $title }”. We looked and took it down. Thank you!
outcome-blocked = You reported “{ $title }”. We looked and blocked the page. Thank you!
outcome-warned = You reported “{ $title }”. We looked and warned the artist. Thank you!
outcome-dismissed = You reported “{ $title }”. We looked, and it can stay. Thank you all the same!

## For artists

told-taken = <b>“{ $title }” was taken down:</b> { $why }.
told-restored = <b>“{ $title }” is back,</b> with all its plays and likes. Sorry for the trouble.
told-warned = <b>A warning about “{ $title }”:</b> { $why }. It stays for now, so please put it right.
told-dismissed = <b>“{ $title }”:</b> we looked again, and the decision stands. If there's more to say: /paysupport
told-blocked = <b>Your page is blocked:</b> { $why }. Nobody sees it, and you can't publish. What fans gave you stays yours: /payout
told-lifted = <b>Your page is back.</b> Fans see it again, and you can publish.
told-verified = <b>Your name is verified.</b> There is a ✓ after it from now on.
told-refused = <b>Your name isn't verified yet.</b>
told-revoked = <b>There is no ✓ after your name any more.</b>
told-object = If we got it wrong, object: a person will look again.

taken-head = <b>Taken down</b> · { $n }
taken-none = Nothing of yours is taken down. 🎉
taken-why = ⛔ <b>Taken down on { $day }:</b> { $why }.
taken-objected = <i>You have objected: we'll look again.</i>
objected = <b>Got it.</b> A person will look again, and I'll tell you what came of it.

blocked-home =
    <b>Your page is blocked</b>

    Since { $day }: { $why }. Nobody sees it, and you can't publish.
blocked-still = What fans gave you stays yours. If we got it wrong, object: a person will look again.
blocked-objected = What fans gave you stays yours. <i>You have objected: we'll look again.</i>

verify-asked = <b>Got it.</b> A person will look, and I'll tell you what came of it.

## For admins

matters-head = <b>To be decided</b> · { $n }
matters-none = Nothing to be decided. 🎉
matter-head = ⚑ <b>{ $title }</b> · { $kind }
matter-head-closed = <b>{ $title }</b> · { $kind } · decided
matter-reason = { $reason }: <b>{ $n }</b>
standing-strikes = ⛔ Takedowns within a year: <b>{ $n }</b>; { $most } lead to a block
standing-blocked = 🚫 Blocked: { $why }
standing-verified = ✓ The name is verified
standing-fine = Nothing against them.
standing-head = <b>What we know</b>
standing-past = Lately:
did = <i>{ $name }, { $when }:</i> { $did }
did-itself = <i>{ $when }:</i> { $did }
did-taken = taken down ({ $why })
did-dismissed = left as it is
did-warned = warned ({ $why })
did-restored = put back
did-blocked = blocked ({ $why })
did-lifted = not blocked any more
did-verified = name verified
did-refused = name not verified
did-revoked = name not verified any more
did-objected = objected
did-asked = asks for the ✓
ask-why-taken = <b>Why should “{ $title }” go?</b>
ask-why-warned = <b>What to warn of: “{ $title }”?</b>
ask-why-blocked = <b>Why block “{ $title }”?</b>
ask-sure = <b>The artist will read:</b>
ban-how = <code>/ban ID why</code> blocks somebody: the id is on their reports, a link to their page does, too. Without a reason it shows how they stand. <code>/unban ID</code> lets them back, <code>/verify ID</code> puts a ✓ after the name.
ban-blocked = <b>Blocked</b> · { $n }
decisions-head = <b>What was decided</b>
decisions-none = Nothing was decided yet.
decision-line = <i>{ $when }, { $name }:</i> { $title } — { $did }
