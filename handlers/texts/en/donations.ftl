### Donations as the artist sees them: the list, the months, the goal, the thanks. HTML.

donations-head = <b>Donations</b>
donations-empty =
    <b>Donations</b>

    None yet. Everybody who supports you will be here, with what they say.

    To bring that closer, share the link that takes support in two taps: it is under “Support”.
donations-month = This month: <b>{ $amount }</b>
donations-last-month = Last month: { $amount }
donations-ever = In all: { $amount }, { $n ->
        [one] { $n } donation
       *[other] { $n } donations
    }
donations-returned = ↩ Went back: { $amount }, { $n ->
        [one] { $n } donation
       *[other] { $n } donations
    }
donation-months-head = <b>Donations by month</b>
donation-months-empty = Nothing yet.
donations-of-month = { $month }: <b>{ $amount }</b>, { $n ->
        [one] { $n } donation
       *[other] { $n } donations
    }
gift-day = { $day }
gift-pending = ⏳ <b>Not paid yet</b>
gift-failed = ✕ <b>The payment did not go through</b>
burst-refunded = ↩ <b>These donations went back</b>

## Support settings

support-settings-head = <b>How people support you</b>
support-paused = ⏸ Support is paused: nobody sees the ⭐ buttons, and nobody can pay.
goal-none = No goal yet. With one, your page shows what you are collecting for and how much is left.
goal-at-50 = 🎯 <b>Halfway to your goal!</b>
goal-at-90 = 🎯 <b>Almost there!</b>
goal-at-100 = 🎉 <b>You have reached your goal!</b>
gratitude-head = <i>What people see right after a donation:</i>

## In a chat

shown = 💛 <b>{ $name }</b> gave <b>{ $amount }</b> to { $artist }
shown-unnamed = 💛 <b>Someone</b> gave <b>{ $amount }</b> to { $artist }
shown-neutral = 💛 Thank you, everybody who supports { $artist }!
