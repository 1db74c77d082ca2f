### The rules of promo.music and what it keeps. HTML. Each fits one message.

## The terms

terms-head =
    <b>The terms of promo.music</b>
    Edition of { $day }. Whoever pays or publishes here agrees to them. “We” are the people who run this bot: write to us with /paysupport.

terms-what =
    <b>What this is</b>
    Artists keep a page here; you listen, follow and, if you like, support them. Listening and following cost nothing.

terms-age =
    <b>Your age</b>
    You are old enough for Telegram where you live. If you are under 18, ask your parents before you pay.

terms-stars =
    <b>Stars, and only through Telegram</b>
    Every payment here is in Telegram Stars, in Telegram's own window. We never ask for a card, a transfer or a password. Tickets are sold elsewhere: a ticket link leads exactly where the artist put it, and we take nothing from it.

terms-gifts =
    <b>Donations are gifts</b>
    A donation goes to the artist, whole, and nothing is owed for it. Monthly support is the same gift every 30 days, until you stop it: /supporting

terms-coins =
    <b>Coins</b>
    Coins are bought with Stars at the prices shown, or given as a reward. Give them to artists, or spend them on a promoted place in search, which is always marked as one. They don't expire. They are not money: there is no way to turn them into money or Stars.

    Plays, likes and followers are not for sale here, whatever you pay with.

terms-refunds =
    <b>Refunds</b>
    Paid by mistake, or something went wrong? Choose the payment in /paysupport and tell us: a person reads it. A payment goes back whole, in Stars. A donation goes back while the artist still has it, and the artist can return it without us; bought coins, while they are unspent. If the fault is ours, you get your Stars back in any case.

    What comes back to you is taken from whoever got it. Telegram, Apple or Google may also reverse a payment by themselves.

terms-artists =
    <b>If you publish</b>
    By publishing you confirm that the rights to the music, words and pictures are yours, or that you may use them. Your works stay yours: we only show and play them here, for as long as you keep them here.

terms-reports =
    <b>If something shouldn't be here</b>
    Press ⚑ under it, or write to /paysupport, above all if it is yours and nobody asked you. A person looks, and tells you what came of it; the artist doesn't learn who you are. What breaks these terms is taken down, and its artist reads why.

    Taken down by mistake? Press “Object” and say what we got wrong: a person looks again, and what comes back is as it was. Too many takedowns within a year, and the page is blocked: nobody sees it and its artist can't publish. What fans gave them stays theirs.

    A ✓ after a name says that a person has checked it. It is not for sale.

terms-payouts =
    <b>If you are supported</b>
    Telegram may take Stars back for 21 days, so you can have them after that. Ask with /payout: a person pays, and tells you how, or why not. What a Star is worth is up to Telegram; your taxes are up to you. Stars that were refunded or reversed are not paid out.

terms-conduct =
    <b>What has no place here</b>
    Other people's work, somebody else's name, fraud, faked plays, insults and hate, anything that the law or Telegram's rules forbid.

terms-liability =
    <b>If something breaks</b>
    We count every Star and every coin and mend what we get wrong. But the bot comes as it is: it may be down, and we can't answer for Telegram or for what artists promise. What we can owe you at most is what you paid here over the last 12 months. This takes away none of the rights that the law gives you.

terms-changes =
    <b>Changes</b>
    New terms have a new date, and you are asked again before your next purchase. Coins and Stars that are yours by then stay yours.

## What is kept

privacy-head =
    <b>What promo.music knows about you</b>
    Edition of { $day }. In short: what it needs to work, and nothing to sell.

privacy-what =
    <b>What is kept</b>
    • From Telegram: your id, name, username and language.
    • From you: your language and city, if you set them, and the city's time zone; what you want to be told, and when. A place that you share is not kept: just the city.
    • What you do here: whom you follow, what you like and play, by which links you come to artists, which concerts you come to and in which cities, what you publish, your comments, which groups and channels you connect.
    • Money: donations with their messages, purchases, coins, monthly support, payouts and how you want them paid.
    • Your letters in /paysupport and our answers; what you report, what was reported of yours and what we decided; when you first confirmed that what you publish is yours.

privacy-not =
    <b>What is not</b>
    Your phone, e-mail, contacts, where you are, your cards (only Telegram sees payments), your other chats. In groups we read only commands to this bot, and the names of their topics.

privacy-why =
    <b>Why</b>
    To play music, count plays honestly, bring news and notices in your language and at your hour, pass money on and give it back. Nobody trains anything on it, nobody buys it, there are no ads made from it. It leaves us only by Telegram, which carries every message, and where the law demands it.

privacy-who =
    <b>Who sees what</b>
    • Everybody: the page you publish, and your comments with your name from Telegram. Your name among an artist's supporters, only if you put it there.
    • The artist you give to: your name and message, or “Someone”, if you give without your name. Never your id or username.
    • The few people who run the bot: payments, cases and reports, to help you. An artist never learns who reported them.

    If you give without your name, your id is kept for a refund only, and is never shown to the artist.

privacy-long =
    <b>For how long</b>
    A half-filled form: a week. What you tapped, to count plays honestly: two days. Who came to a concert: two weeks after it. A comment you delete: a minute; one we take down: a year, in case you object. The rest: as long as you use the bot, or until you have it deleted; copies of the whole store, which we make in case it breaks, are gone some days later. What was taken down, until that is settled. The books of payments, cases, reports and the log of what we decided stay as long as the law wants them: by your id, and once you have everything deleted, under a random name. If we took down something of yours, blocked you or gave you welcome coins, a code stays that names nobody: should you return, a block still counts, and the coins don't come twice.

privacy-rights =
    <b>Yours to decide</b>
    /mydata sends you everything that is kept about you, /deletemydata deletes it, with a day to change your mind. To have something corrected, press “Something else” in /paysupport and say so: we do it without undue delay. If your data ever leaks, we tell you here. Blocking the bot stops every message at once.
