### Dates, prices, genres: pieces that screens and buttons are made of. No markup.

day = { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }, { $day } { $month ->
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
    } { $year }
entry-at = { $city } · { $title }
entry-dated = { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    } { $year } · { $title }
date = { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    } { $year }
month = { $month ->
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
    } { $year }
weekday-short = { $weekday ->
        [1] Mo
        [2] Tu
        [3] We
        [4] Th
        [5] Fr
        [6] Sa
       *[7] Su
    }
clock = { $hour12 }:{ $minute } { $half }
clock-utc = { $clock } UTC
moment-utc = { $day }, { $clock } UTC
moment-here = { $day }, { $clock }
moment-there = { $day }, { $clock }, { $city } (UTC{ $offset })

price = { $code ->
        [USD] ${ $price }
        [EUR] €{ $price }
       *[other] { $price } { $sign }
    }
price-bare = { $price }
price-free = free
price-usd = ${ NUMBER($price, minimumFractionDigits: 2) }

genre-pop = Pop
genre-rock = Rock
genre-indie = Indie
genre-hip-hop = Hip-Hop
genre-electronic = Electronic
genre-rnb = R&B
genre-jazz = Jazz
genre-folk = Folk
genre-metal = Metal
genre-punk = Punk
genre-classical = Classical
genre-ambient = Ambient
