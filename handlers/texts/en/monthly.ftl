### What is said of monthly support. HTML.

## What a fan pays

own-monthly-ready = <b>{ $n } ⭐ every month for { $name }</b>
supporting-head = <b>You support every month</b> · { $n } ⭐
supporting-over = <b>Your monthly support</b>
supporting-nobody =
    <b>No monthly support yet.</b>

    To begin, open an artist's page: “Support”, then “Every month”. You can stop at any time, here.
supporting-line = <b>{ $name }</b> · { $n } ⭐ a month
    { $state }
monthly-one = <b>{ $name }: { $n } ⭐ a month</b>
monthly-renews = Renews on { $day }
monthly-runs-out = Paid until { $day }, will not renew
monthly-ended = Ended on { $day }
monthly-unpaid = Stopped: Telegram could not take the Stars
monthly-paid = { $months ->
        [one] { $months } month paid
       *[other] { $months } months paid
    } since { $day }, { $n } ⭐ to this artist in all
monthly-how = To have it renewed, switch it on in Telegram: Settings → My Stars, then this subscription.
monthly-failed =
    <b>Telegram could not take { $n } ⭐ for { $name }.</b>

    There may be too few Stars on your balance. Nothing was charged, and the monthly support has stopped. You can begin again whenever you like.
monthly-stopped-closed =
    <b>{ $name } has stopped taking support.</b>

    So your monthly support will not renew: there is nothing you need to do.
monthly-stopped-twice = You had two monthly supports for <b>{ $name }</b>. The older one will not renew, so that you don't pay twice.
monthly-stopped-refunded = Your Stars went back to you, so your monthly support for <b>{ $name }</b> will not renew either.

## What an artist is told

monthlies-head = <b>Monthly support</b> · { $n } ⭐ in the next 30 days, from { $supporters ->
        [one] { $supporters } person
       *[other] { $supporters } people
    }
monthlies-head-none = <b>Monthly support</b> · nobody renews for now
monthlies-nobody =
    <b>Nobody supports you every month yet.</b>

    Your page offers it: “Support”, then “Every month”.
monthlies-line = <b>{ $name }</b> · { $n } ⭐ · { $months ->
        [one] { $months } month
       *[other] { $months } months
    }
    { $state }
monthlies-line-bare = <b>{ $name }</b> · { $n } ⭐
    { $state }
monthlies-pause = { $supporters ->
        [one] { $supporters } person supports
       *[other] { $supporters } people support
    } you every month, { $n } ⭐ in all. When you pause, this stops: they are told and pay no more. What is paid stays yours.
monthly-left =
    <b>{ $name }</b> will not renew the monthly support of { $n } ⭐.

    It is paid until { $day }, { $months ->
        [one] { $months } month
       *[other] { $months } months
    } in all.
monthly-left-bare =
    <b>{ $name }</b> will not renew the monthly support of { $n } ⭐.

    It is paid until { $day }.
monthly-left-unpaid =
    <b>{ $name }</b>: the monthly { $n } ⭐ could not be paid, so this support has stopped.

    They know and can begin again. There were { $months ->
        [one] { $months } month
       *[other] { $months } months
    } of it.
monthly-left-unpaid-bare =
    <b>{ $name }</b>: the monthly { $n } ⭐ could not be paid, so this support has stopped.

    They know and can begin again.

## For admins

alarm-monthly = ⚠ Telegram will not stop subscription <code>{ $charge }</code>: { $why }
alarm-monthly-slow = ⚠ Telegram has not answered for hours whether it stops subscription <code>{ $charge }</code>. We ask again every hour.
