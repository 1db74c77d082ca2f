### Stars that wait for an artist, and how they get them. HTML.

payout-head = <b>💸 Payout</b>
payout-available = Ready: <b>{ $n } ⭐</b> ≈ { $usd }
payout-available-none = Nothing is ready yet.
payout-least = Payouts start at { $n } ⭐.
payout-pending =
    Maturing: { $n } ⭐. For 21 days Telegram may return them to whoever gave them.
payout-matures = from { $day }: { $n } ⭐
payout-matures-rest = the rest by { $day }: { $n } ⭐
payout-stopped-note = ⏸ Payouts are paused while we check the books. Your Stars are safe.
payout-to =
    How to pay you:
    <blockquote expandable>{ $to }</blockquote>
payout-recent = <b>Requests</b>
payout-all = <b>All requests</b> · { $n }
payout-line-open = ⏳ { $n } ⭐ · { $day } · waiting
payout-line-paid = ✅ { $n } ⭐ · { $day } · { $note }
payout-line-rejected = ✖ { $n } ⭐ · { $day } · declined: { $note }
payout-question = <b>Ask for { $n } ⭐?</b> That is ≈ { $usd }.
payout-asked = ✅ <b>You asked for { $n } ⭐.</b> I'll write as soon as there is an answer.
payout-paid =
    ✅ <b>{ $n } ⭐ are paid</b>, ≈ { $usd }
    <blockquote>{ $note }</blockquote>
payout-rejected =
    ↩ <b>{ $n } ⭐ could not be paid.</b> You have the Stars back.
    <blockquote>{ $note }</blockquote>

old-stars =
    ⏳ <b>Some of your Stars have been here since { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }.</b> After three years Stars in Telegram are lost.
old-stars-ask = Better take them now.
old-stars-few = Payouts start at { $n } ⭐, but yours need not go to waste. Write to us: /paysupport

## For admins

admin-payout = 💸 <a href="tg://user?id={ $id }">{ $name }</a> asks for <b>{ $n } ⭐</b> ≈ { $usd }
admin-payout-to =
    How to pay:
    <blockquote>{ $to }</blockquote>
admin-payout-facts = { $day } · <code>{ $payout }</code>
admin-payout-paid =
    ✅ <b>Paid</b> by { $admin }, { $day }
    <blockquote>{ $note }</blockquote>
admin-payout-rejected =
    ✖ <b>Declined</b> by { $admin }, { $day }
    <blockquote>{ $note }</blockquote>
admin-payout-late = ☝ Already settled by { $admin }.
admin-payout-stopped = ⏸ Payouts are stopped: { $why }. Better not pay until that is clear.
admin-payouts = <b>Waiting to be paid</b> · { $n }
admin-payouts-none = Nobody waits to be paid.
admin-payouts-stopped =
    ⏸ <b>Payouts are stopped:</b> { $why }

    All clear? Allow them again: <code>/payouts allow</code>
admin-payouts-allowed = ▶ Payouts are allowed again.
