### What is said of coins. HTML.

coins-are = <i>Give them to artists or spend them on a place in search. Coins are never cash: nobody can turn them back into money.</i>
moment-local = <tg-time unix="{ $unix }" format="wDt">{ $utc }</tg-time>

## Buying

coins-terms =
    <b>Before your first purchase</b>

    You buy coins with Telegram Stars, to give to artists or spend here. They can't be turned back into Stars or money. The terms in full: /terms
coins-prices =
    <b>How many coins?</b>

    You have { $n ->
        [one] { $n } coin
       *[other] { $n } coins
    }. Pick a pack: Telegram asks once more, and the coins are yours.
coins-short =
    <b>Not enough coins.</b>

    It takes { $n } 🪙, and you have { $balance } 🪙.

## Giving

give-coins-how-many =
    <b>Coins for { $name }</b>

    You have { $n ->
        [one] { $n } coin
       *[other] { $n } coins
    }. How many will you give?
give-coins-sure =
    <b>{ $n } 🪙 for { $name }?</b>

    You have { $balance } 🪙. Coins once given can't be taken back.

## A promoted place

promote-sure =
    <b>A place in search for a day</b>

    Your page goes to the top of /find, marked as promoted. It's a place to be seen, nothing more: plays and followers are not for sale. If more than three artists have one, they take turns.

    It costs { $n } 🪙, and you have { $balance } 🪙.
promote-longer = You have a place already, and this adds another day. For now it ends: { $until }
promote-done =
    📢 <b>The place is yours!</b> You are at the top of /find.

    It ends: { $until }
promoted-note = <i>📢 Promoted: this place was bought with coins.</i>
