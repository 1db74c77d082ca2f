### What is said of money. HTML.

## Giving

amount = { $n }
amount-stars = { $n } ⭐
amount-coins = { $n } 🪙
support-head = <b>Support { $name }</b>
support-terms = Tap an amount: Telegram asks once more, and that's it. By paying you agree to the /terms.
goal-line = { $bar } { $reached } of { $wanted } ⭐
    { $goal }
monthly-head =
    <b>{ $name }, every month</b>

    The same amount every 30 days. You can stop at any time: /supporting
own-amount-ready = <b>{ $n } ⭐ for { $name }</b>
thanks = <b>{ $amount } for { $name }</b>
thanks-monthly = <b>{ $amount } for { $name }, { $months ->
        [1] every month
       *[other] month { $months }
    }</b>
thanks-default = Thank you! It has arrived, and the artist knows.
thanks-message = <blockquote>{ $text }</blockquote>
thanks-refunded = ↩ { $amount } for { $name }: it is all back with you.
wall-head = 🏅 <b>Who supports { $name }</b> · { $n }
wall-line = { $name } · { $amount }
wall-line-bare = { $name }
wall-more = And { $n } more.
wall-empty = Nobody yet. The first place is yours.

## What an artist is told

gift-head = 💛 <b>{ $name }</b> gave you <b>{ $amount }</b>
gift-head-unnamed = 💛 <b>Someone</b> gave you <b>{ $amount }</b>
gift-first = Their first donation
gift-first-coins = Their first coins
gift-nth = They have supported you { $nth ->
        [2] twice
       *[other] { $nth } times
    }, { $total } in all
gift-month = Monthly support, month { $n }
gift-monthly = Monthly support
gift-worth = ≈ { $usd }, yours to withdraw from { $day }
gift-from = From: { $source }
gift-message = <blockquote expandable>{ $text }</blockquote>
gift-no-message = <i>No message</i>
gift-message-hidden = <i>The message is hidden</i>
gift-thanked-for = 🙏 <i>You said thanks</i>
gift-refunded = ↩ <b>Refunded</b>
burst-head = 💛 <b>{ $n ->
        [one] { $n } donation
       *[other] { $n } donations
    }, { $amount }</b>
burst-list = <blockquote expandable>{ $list }</blockquote>
burst-line = { $name } · { $amount }
burst-line-said = { $name } · { $amount } · “{ $text }”
burst-more = and { $n } more
thanked = 🙏 <b>{ $name }</b> thanks you for your support!

## Given back

returned = ↩ <b>{ $n } ⭐ are back with you.</b> Telegram has returned the payment in full.
taken-back = ↩ { $amount } from { $name } went back.
charged-back = ↩ { $amount } from { $name } went back: Telegram reversed the payment.
unclear-payment =
    <b>Your payment has arrived, but we can't tell what it was for.</b>

    A person is looking at it: you'll get what you paid for, or your Stars back. Receipt: <code>{ $charge }</code>

## Coins

coins-bought = <b>+{ $n ->
        [one] { $n } coin
       *[other] { $n } coins
    }</b>. You have { $balance }.

## For admins

admin-suspense =
    ⚠ <b>{ $n } ⭐ paid for nobody knows what.</b>

    By <code>{ $user }</code>, charge <code>{ $charge }</code>
    Payload: <code>{ $payload }</code>
alarm-conflict = ⚠ Charge <code>{ $charge }</code> came again as something else. See <code>python -m bot audit</code>.
alarm-currency = ⚠ A payment in { $currency } came. We take Stars only.
alarm-refund-slow = ⚠ Telegram has not answered for hours whether it returns charge <code>{ $charge }</code>. We ask again every hour.
alarm-refund-refused = ⚠ Telegram will not return charge <code>{ $charge }</code>: { $why }. What was held is back with whoever had it.
alarm-chargeback = ⚠ Telegram took charge <code>{ $charge }</code> back by itself: a chargeback.

## Alarms of the books

alarm-income =
    ⚠ <b>{ $stars } ⭐ came, and not by an invoice.</b>

    Telegram calls it <code>{ $source }</code>. Transaction <code>{ $charge }</code> waits for you in suspense.
alarm-transaction = ⚠ Telegram lists transaction <code>{ $charge }</code>, and I can't book it: { $why }
alarm-drift =
    ⚠ <b>Telegram and the ledger differ by { $difference } ⭐.</b>

    Telegram says { $telegram } ⭐, the ledger { $ledger } ⭐. I've read the whole list of transactions again, and it stays so. Once a day I'll remind you until it's gone.
alarm-audit =
    ⚠ <b>The ledger doesn't add up. Payouts are stopped.</b>

    Found: { $count }. The first: <code>{ $first }</code>
    All of it, and what to do: <code>python -m bot audit</code>
