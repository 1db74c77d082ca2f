### How the bot is doing, for those who run it. HTML.

console-head = <b>How the bot is doing</b>
console-stopped =
    🔴🔴🔴 <b>NOTHING IS BEING SENT</b>
    Stopped by { $name }, { $ago }. Everything waits here and nothing is lost; refunds go on.

console-queue = 📤 To send: <b>{ $n }</b>, the oldest from { $ago }
console-empty = 📤 Nothing waits to be sent
console-class-duty = · refunds and the like: { $n }
console-class-money = · money: { $n }
console-class-interactive = · answers: { $n }
console-class-reminders = · reminders: { $n }
console-class-news = · news: { $n }
console-due = ⏳ For later: { $n }
console-updates = 📥 Still to be handled: { $n }, the oldest from { $ago }
console-dead = ✉ Undelivered: <b>{ $n }</b>
console-no-refusals = 🐢 Telegram has asked for no pause in a day
console-refusals = 🐢 Telegram asked for a pause: { $n } × in an hour, { $often } × in a day

console-stars-new = ⭐ Stars are yet to be compared with Telegram
console-no-drift = ⭐ Stars agree with Telegram; checked: { $ago }
console-drift = ⚠ Telegram has <b>{ $stars } ⭐</b> against our books; checked: { $ago }
console-audit-new = 🧾 The books are yet to be checked
console-audit = 🧾 The books add up; checked: { $ago }
console-audit-wrong = ⚠ The books do not add up in { $n ->
        [one] { $n } place
       *[other] { $n } places
    }; checked: { $ago }
console-payouts-stopped = ⛔ Payouts are stopped
console-jobs-well = ⚙ All jobs are fine
console-jobs-ill = ⚠ { $n ->
        [one] { $n } job fails
       *[other] { $n } jobs fail
    }

console-letters = <b>Undelivered</b> · { $n }
console-letters-none = Everything is delivered. 🎉
console-letter =
    <b>Undelivered: { $kind }</b>
    To <code>{ $to }</code>, { $ago } · <code>{ $entry }</code>
    <blockquote>{ $reason }</blockquote>
console-letter-update =
    <b>Not handled: { $kind }</b>
    From <code>{ $to }</code>, { $ago } · <code>{ $entry }</code>
    <blockquote>{ $reason }</blockquote>

console-jobs = <b>Jobs</b>
console-job = ✓ { $name }: { $ago }
console-job-new = · { $name }: { $ago }
console-job-ill = ⚠ <b>{ $name }</b>: failed { $ago }, <code>{ $why }</code>

console-campaigns = <b>Broadcasts</b> · { $n }
console-campaigns-none = No broadcast is being sent.
console-campaign-numbered = { $place }. { $campaign }
console-campaign = <b>{ $name }</b>, { $kind }: { $n } taken, { $left } on their way
console-campaign-planned = <b>{ $name }</b>, { $kind }: { $when }
console-halt-ask = <b>Stop this broadcast?</b>
