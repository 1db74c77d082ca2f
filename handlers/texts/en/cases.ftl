### Help with a payment. HTML.

## For people

pay-support-text =
    <b>Help with a payment</b>
    A person reads what you write and answers right here.
pay-support-which = Which payment is it about?
pay-support-none = You have paid nothing here yet. About anything else, press the button.

paid = { $n } ⭐ · { $what } · { $day }
paid-given = Paid
paid-held = ↩ Being refunded
paid-returned = ↩ Refunded
paid-refused = Paid; Telegram would not refund it
paid-charge = <code>{ $charge }</code>

case-new =
    <b>We've got it: case { $id }</b>
    The answer will come right here.
case-head-waits = <b>Case { $id }</b> · waiting for our answer
case-head-answered = <b>Case { $id }</b> · answered
case-head-closed = <b>Case { $id }</b> · closed
case-you = <i>You, { $when }</i>
    <blockquote>{ $text }</blockquote>
case-we = <i>We, { $when }</i>
    <blockquote>{ $text }</blockquote>
case-step-refund = <i>{ $when }</i>
    We asked Telegram to return the Stars.
case-step-returned = <i>{ $when }</i>
    ↩ Telegram has returned the Stars.
case-step-kept = <i>{ $when }</i>
    Telegram did not return the Stars. We are looking into it.
case-step-closed = <i>{ $when }</i>
    Closed.
case-answer =
    <b>Case { $id }: our answer</b>
    <blockquote>{ $text }</blockquote>
case-closed = <b>Case { $id } is closed.</b> If something is still wrong, just write more.

refund-failed =
    <b>Telegram did not return { $n } ⭐.</b> They are yours as before; the people who run the bot are looking into it.

    Receipt: <code>{ $charge }</code>

## For admins

cases-head = <b>Open cases</b> · { $n }
cases-none = No open cases. 🎉
case-admin-waits = ✉ <b>Case { $id }</b> · waiting for us
case-admin-answered = <b>Case { $id }</b> · answered
case-admin-closed = <b>Case { $id }</b> · closed
case-from = { $name } · { $username } · <code>{ $user }</code>
case-no-payment = About no payment in particular.
case-hidden = { $n ->
        [one] { $n } earlier step
       *[other] { $n } earlier steps
    }
case-said = <i>{ $name }, { $when }</i>
    <blockquote>{ $text }</blockquote>
case-did-refund = <i>{ $name }, { $when }</i>
    ↩ Refund asked
case-did-closed = <i>{ $name }, { $when }</i>
    Closed

suspended-head = <b>Nobody knows what for</b> · { $n }
suspended-none = Every payment has found its place.

refund-how = Which payment? Like this: <code>/refund CHARGE</code>, with the number from the receipt.
refund-unknown = There is no charge <code>{ $charge }</code> here.
refund-look = <b>Give { $n } ⭐ back to { $name }</b> (<code>{ $user }</code>)
refund-from-artist = Taken from: { $name }, { $n } ⭐ of { $left } ⭐.
refund-from-coins = Taken from: { $name }, { $n } 🪙 of { $left } 🪙.
refund-from-house = Taken from nobody: the Stars are still with us.
refund-nobody = There is nobody to give it back to: whoever paid has left, or Telegram did not say who it was.

assign-artist = <b>{ $n } ⭐ to { $name }</b> (<code>{ $artist }</code>)
assign-coins = <b>{ $n ->
        [one] { $n } coin
       *[other] { $n } coins
    } for { $stars } ⭐ to whoever paid</b>
assign-unknown = There is no such artist here.
assign-done = ✓ { $n } ⭐ are where they belong: { $what }. Both sides are told.

till-open = 🟢 We are taking payments. <code>/maintenance on why</code> stops them.
till-closed =
    🔴 We are taking no payments: { $why }

    <code>/maintenance off</code> takes them again.
