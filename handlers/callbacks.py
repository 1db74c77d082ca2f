"""Every button the bot has ever sent.

A button lives as long as its message: years. So this file is a wire format. Never rename a prefix;
never add, drop, reorder or retype a field. A new need is a new class with a new prefix; the old
class stays, and its handler with it. tests/handlers/test_callbacks.py holds a sample of each.

A button that changes something never says whose: the owner is whoever pressed, or the artist whose
page its message is of, if that bears a `Whose` button and they may (handlers/behalf.py). A public
button carries its artist's id and can do no more than show, like and follow. Pages count from 0.
"""

from aiogram.filters.callback_data import CallbackData

# One's own things ------------------------------------------------------------------------------


class Home(CallbackData, prefix="h"):
    """Show the main menu."""


class Studio(CallbackData, prefix="me"):
    """Show the menu of an artist: the numbers and every kind of record."""


class StudioMore(CallbackData, prefix="mem"):
    """Show what an artist needs more rarely than what the menu has."""


class Listing(CallbackData, prefix="l"):
    """Show one page of the presser's records."""

    family: str
    page: int


class Card(CallbackData, prefix="c"):
    """Show one record of the presser."""

    family: str
    id: str


class Sketches(CallbackData, prefix="ls"):
    """Show one page of the presser's drafts."""

    family: str
    page: int


class Sketch(CallbackData, prefix="cs"):
    """Show one draft of the presser."""

    family: str
    id: str


class New(CallbackData, prefix="n"):
    """Start the form of a new record."""

    family: str


class Make(CallbackData, prefix="mk"):
    """Make a record of the message which this button's message replies to."""

    family: str


class MakeAvatar(CallbackData, prefix="mp"):
    """Put the photo which this button's message replies to on the presser's profile."""


class Fields(CallbackData, prefix="f"):
    """Show the fields of a record to choose one to edit."""

    family: str
    id: str


class SketchFields(CallbackData, prefix="fs"):
    """Show the fields of a draft to choose one to edit."""

    family: str
    id: str


class Edit(CallbackData, prefix="e"):
    """Ask for a new value of one field of a record."""

    family: str
    id: str
    field: str


class SketchEdit(CallbackData, prefix="es"):
    """Ask for a new value of one field of a draft."""

    family: str
    id: str
    field: str


class More(CallbackData, prefix="m"):
    """Ask, one after another, for what a draft may still tell."""

    family: str
    id: str


class Publish(CallbackData, prefix="p"):
    """Make a draft public."""

    family: str
    id: str


class PublishAll(CallbackData, prefix="pa"):
    """Make the drafts of one album of messages public."""

    album: str


class Discard(CallbackData, prefix="x"):
    """Throw a draft away; the first press only asks."""

    family: str
    id: str
    sure: bool


class Delete(CallbackData, prefix="d"):
    """Delete a record, which can be undone for a minute."""

    family: str
    id: str


class Undo(CallbackData, prefix="u"):
    """Bring a deleted record back."""

    family: str
    id: str


class OwnProfile(CallbackData, prefix="o"):
    """Show the presser's profile, to edit it."""


class ProfileEdit(CallbackData, prefix="oe"):
    """Ask for a new value of one field of the presser's profile."""

    field: str


class Stats(CallbackData, prefix="st"):
    """Show the numbers of all the presser's records together."""


class StatsTracks(CallbackData, prefix="sl"):
    """Show one page of tracks to choose whose numbers to see."""

    page: int


class StatsTrack(CallbackData, prefix="sc"):
    """Show the numbers of one track of the presser."""

    id: str


class Coins(CallbackData, prefix="$"):
    """Show the presser's coins and one page of what moved them."""

    page: int


class Donations(CallbackData, prefix="$d"):
    """Show one page of what people gave the presser."""

    page: int


class Settings(CallbackData, prefix="s"):
    """Show the settings."""


class Language(CallbackData, prefix="sg"):
    """Speak this language to the presser."""

    code: str


class SetCity(CallbackData, prefix="sy"):
    """Ask where the presser lives, for the time zone."""


# What the presser gave: nobody else's press changes it.


class GiftWords(CallbackData, prefix="dw"):
    """Ask for a message to go with a donation of the presser."""

    artist: str
    id: str


class GiftUnnamed(CallbackData, prefix="du"):
    """Name the presser to the artist they gave to, or not."""

    artist: str
    id: str
    on: bool


class GiftShown(CallbackData, prefix="ds"):
    """Show the presser among the artist's supporters, or not."""

    artist: str
    id: str
    on: bool


class Supporting(CallbackData, prefix="ms"):
    """Show one page of the artists whom the presser supports each month."""

    page: int


class SupportingOne(CallbackData, prefix="mc"):
    """Show the presser's monthly support of an artist."""

    artist: str


class SupportStop(CallbackData, prefix="mx"):
    """Renew the presser's monthly support no more; the first press only asks."""

    artist: str
    sure: bool


class SupportResume(CallbackData, prefix="mr"):
    """Let the presser's monthly support be renewed after all."""

    artist: str


class GiveMonthlyOther(CallbackData, prefix="mo"):
    """Ask how many Stars to give an artist each month."""

    artist: str


# What the presser was given.


class Monthlies(CallbackData, prefix="mv"):
    """Show one page of those who support the presser each month."""

    page: int


class GiftCard(CallbackData, prefix="di"):
    """Show a donation as its notice does."""

    id: str


class GiftThank(CallbackData, prefix="dt"):
    """Thank for a donation."""

    id: str


class GiftHide(CallbackData, prefix="dh"):
    """Hide the message of a donation, or show it again."""

    id: str
    on: bool


class GiftRefund(CallbackData, prefix="dr"):
    """Give a donation back; the first press only asks."""

    id: str
    sure: bool


# Being paid out.


class Payout(CallbackData, prefix="po"):
    """Show the Stars that the presser is owed."""


class PayoutAsk(CallbackData, prefix="pos"):
    """Ask the presser whether they want to be paid so many Stars."""

    stars: int


class PayoutSure(CallbackData, prefix="poy"):
    """Ask the operator for them; `intent` is of the button, so that two presses are one request."""

    intent: str
    stars: int


class PayoutOther(CallbackData, prefix="poo"):
    """Ask how many Stars the presser wants to be paid."""


class PayoutWay(CallbackData, prefix="pow"):
    """Ask how the presser wants to be paid."""


class PayoutHistory(CallbackData, prefix="poh"):
    """Show one page of the payouts that the presser asked for."""

    page: int


# Paying out: for admins.


class Payouts(CallbackData, prefix="pol"):
    """Show one page of the payouts that wait."""

    page: int


class PayoutCard(CallbackData, prefix="poc"):
    """Show a payout that somebody asked for."""

    id: str


class PayoutPaid(CallbackData, prefix="pop"):
    """Ask how a payout was paid, and settle it."""

    id: str


class PayoutReject(CallbackData, prefix="por"):
    """Ask why a payout is declined, and decline it."""

    id: str


# Help with a payment: nobody sees another's payments or cases.


class Rules(CallbackData, prefix="jr"):
    """Show the terms (``terms``) or what is kept about people (``privacy``)."""

    code: str


class PaySupport(CallbackData, prefix="js"):
    """Show the presser's cases and one page of their payments, to ask about one."""

    page: int


class CaseAbout(CallbackData, prefix="ja"):
    """Ask what is wrong with a payment of the presser, by its entry in the journal, or without."""

    entry: str


class OwnCase(CallbackData, prefix="jo"):
    """Show a case of the presser."""

    id: str


class CaseWrite(CallbackData, prefix="jw"):
    """Ask what to add to a case of the presser."""

    id: str


# For admins. `n` is the last step of a case that whoever presses has seen.


class AdminCases(CallbackData, prefix="jl"):
    """Show one page of open cases."""

    page: int


class AdminCase(CallbackData, prefix="jc"):
    """Show a case."""

    id: str


class CaseAnswer(CallbackData, prefix="jq"):
    """Ask what to answer in a case."""

    id: str
    n: int


class CaseClose(CallbackData, prefix="jx"):
    """Close a case."""

    id: str
    n: int


class RefundLook(CallbackData, prefix="jf"):
    """Show what giving a payment back would take from whom; `case` is why, if it is a case."""

    entry: str
    case: str


class RefundNow(CallbackData, prefix="jg"):
    """Give a payment back; with `cover` the house gives what whoever had it has no more."""

    entry: str
    case: str
    cover: bool


class Suspended(CallbackData, prefix="jk"):
    """Show one page of the payments of which nobody knows what they are for."""

    page: int


class SuspenseFor(CallbackData, prefix="jh"):
    """Ask what a suspended payment was for."""

    entry: str


class Assign(CallbackData, prefix="ji"):
    """Do with a suspended payment what it was for: so many `coins`, or, if 0, a donation."""

    entry: str
    coins: int
    artist: str


# How the presser is supported.


class DonationCard(CallbackData, prefix="$dc"):
    """Show a donation to the presser, with the way back to that page of the list."""

    id: str
    page: int


class DonationMonths(CallbackData, prefix="$dm"):
    """Show what the presser was given by month."""

    page: int


class Statement(CallbackData, prefix="$ds"):
    """Send a file with all that the presser was given."""


class SupportSettings(CallbackData, prefix="$do"):
    """Show what the presser settled about being supported."""


class SetGoal(CallbackData, prefix="$dg"):
    """Ask what the presser collects for: a goal of this id, which is new or to be changed."""

    id: str


class DropGoal(CallbackData, prefix="$dgx"):
    """Collect for nothing any more."""


class Gratitude(CallbackData, prefix="$dw"):
    """Show the presser's words of thanks as a donor sees them."""


class SetGratitude(CallbackData, prefix="$dwe"):
    """Ask for the presser's words of thanks."""


class DropGratitude(CallbackData, prefix="$dwx"):
    """Thank in the bot's words again."""


class PauseAsk(CallbackData, prefix="$dpa"):
    """Pause support; ask first if somebody pays monthly."""


class PauseSupport(CallbackData, prefix="$dp"):
    """Take no support for the time being, or take it again."""

    on: bool


class SupportLink(CallbackData, prefix="$dl"):
    """Show the link to the ways to support the presser."""


# The form --------------------------------------------------------------------------------------
# Each names the field it belongs to, so that a second tap, or a tap on an older question, does
# nothing to another field.


class Skip(CallbackData, prefix="k"):
    """Leave this optional field as it is."""

    field: str


class Back(CallbackData, prefix="b"):
    """Return from this field to the one before it."""

    field: str


class Clear(CallbackData, prefix="kc"):
    """Empty this optional field."""

    field: str


class Pick(CallbackData, prefix="v"):
    """Answer this field with a ready value, written without a colon."""

    field: str
    value: str


class Month(CallbackData, prefix="vm"):
    """Turn the calendar under the question to another month, ``2026-07``."""

    field: str
    month: str


class Done(CallbackData, prefix="kd"):
    """Leave this and all later optional fields as they are."""

    field: str


class Cancel(CallbackData, prefix="q"):
    """Leave the form."""


# Public things ---------------------------------------------------------------------------------


class Artist(CallbackData, prefix="a"):
    """Show an artist's page."""

    artist: str


class Works(CallbackData, prefix="w"):
    """Show one page of an artist's records of one kind."""

    artist: str
    family: str
    page: int


class Work(CallbackData, prefix="r"):
    """Show one record of an artist."""

    artist: str
    family: str
    id: str


class Listen(CallbackData, prefix="t"):
    """Play a track."""

    artist: str
    id: str


class Next(CallbackData, prefix="tn"):
    """Play the track that follows this one in the artist's list."""

    artist: str
    id: str


class Download(CallbackData, prefix="td"):
    """Give a copy of a track to keep."""

    artist: str
    id: str


class Like(CallbackData, prefix="y"):
    """Like a record, or take the like back.

    `place` says what the message with the button is, since it is shown anew: ``c`` a card, ``p`` a
    player, ``i`` a card shared through inline mode, ``n`` what followers are told.
    """

    place: str
    family: str
    artist: str
    id: str


class Follow(CallbackData, prefix="g"):
    """Follow an artist, or stop."""

    artist: str
    on: bool


class Following(CallbackData, prefix="gl"):
    """Show one page of the artists the presser follows."""

    page: int


class TooLong(CallbackData, prefix="!"):
    """Stands for a button that cannot be: with ids of another program that exceed 64 bytes."""


class Give(CallbackData, prefix="gv"):
    """Show how to support an artist; the record is where the presser came from, if from one."""

    artist: str
    family: str
    id: str


class GiveOther(CallbackData, prefix="go"):
    """Ask how many Stars to give an artist."""

    artist: str
    family: str
    id: str


class GiveMonthly(CallbackData, prefix="gm"):
    """Show the amounts of monthly support for an artist."""

    artist: str


class Wall(CallbackData, prefix="gw"):
    """Show who supports an artist and wants to be seen."""

    artist: str


class Find(CallbackData, prefix="z"):
    """Say how to search."""


# Coins -----------------------------------------------------------------------------------------
# What is to be confirmed is kept by us; the button that confirms it says which question it answers.


class BuyCoins(CallbackData, prefix="$b"):
    """Show what coins cost; before the first purchase, what to agree to."""


class AgreeToBuy(CallbackData, prefix="$t"):
    """Agree to an edition of the terms, and show what coins cost."""

    edition: str


class GiveCoins(CallbackData, prefix="$g"):
    """Show how many coins to give an artist; the record is where the presser came from, if any."""

    artist: str
    family: str
    id: str


class GiveCoinsOther(CallbackData, prefix="$o"):
    """Ask how many coins to give an artist."""

    artist: str
    family: str
    id: str


class GiveSomeCoins(CallbackData, prefix="$a"):
    """Ask whether to give an artist so many coins."""

    artist: str
    coins: int
    family: str
    id: str


class Promote(CallbackData, prefix="$p"):
    """Ask whether to spend coins on a promoted place."""


class Spend(CallbackData, prefix="$s"):
    """Do what the presser was asked to confirm."""

    intent: str


# Files and the map -----------------------------------------------------------------------------


class CalendarFile(CallbackData, prefix="ic"):
    """Send a concert as a file for the presser's calendar."""

    artist: str
    id: str


class OnMap(CallbackData, prefix="im"):
    """Send the place of a concert."""

    artist: str
    id: str


class Import(CallbackData, prefix="ip"):
    """Say how concerts are imported from a file."""


class ImportTemplate(CallbackData, prefix="it"):
    """Send a table to fill in with concerts."""


class ImportAdd(CallbackData, prefix="ia"):
    """Add the concerts of a file that the presser was shown."""

    intent: str


class ImportMove(CallbackData, prefix="io"):
    """Move the shows that a file has at another time than the page, and add its others."""

    intent: str


class PageFile(CallbackData, prefix="pgf"):
    """Send the presser's whole page as a file."""


class PageAdd(CallbackData, prefix="pga"):
    """Add to the presser's page what a file of a page brings that they were shown."""

    intent: str


# The operator's console -------------------------------------------------------------------------


class Console(CallbackData, prefix="ad"):
    """Show an admin how the bot is doing."""


class SendSwitch(CallbackData, prefix="ads"):
    """Let nobody be told anything unasked, or let them be told again."""

    on: bool


class DeadLetters(CallbackData, prefix="adl"):
    """Show one page of what could not be delivered or handled."""

    page: int


class DeadLetter(CallbackData, prefix="adc"):
    """Show one of these: of the outbox, or of the journal."""

    place: str
    entry: str


class DeadRetry(CallbackData, prefix="adr"):
    """Give one of these another chance."""

    place: str
    entry: str


class DeadDrop(CallbackData, prefix="adx"):
    """Throw one of these away; the first press only asks."""

    place: str
    entry: str
    sure: bool


class DeadRetryAll(CallbackData, prefix="ada"):
    """Give all of these another chance."""


class JobRuns(CallbackData, prefix="adj"):
    """Show when each job ran, and what came of it."""


class RunningCampaigns(CallbackData, prefix="adk"):
    """Show the campaigns that are planned or run."""


class CampaignsPage(CallbackData, prefix="adp"):
    """Turn the pages of the campaigns that are planned or run."""

    page: int


class CampaignHalt(CallbackData, prefix="adh"):
    """Ask whether to stop a campaign of whichever artist."""

    id: str


class CampaignHaltSure(CallbackData, prefix="ady"):
    """Stop a campaign of whichever artist."""

    id: str


# What people want to be told ---------------------------------------------------------------------
# `artist` is ``*`` where all artists are meant. What changes is always what the presser hears.


class Less(CallbackData, prefix="wl"):
    """Show, below what an artist told unasked, what of it the presser wants; it was this topic."""

    artist: str
    topic: str


class Wanted(CallbackData, prefix="wa"):
    """Show what the presser wants to be told by an artist."""

    artist: str


class Want(CallbackData, prefix="ww"):
    """Tell the presser what an artist has of this topic at once, in the digest or not at all."""

    artist: str
    topic: str
    level: str


class Hush(CallbackData, prefix="wx"):
    """Tell the presser nothing of an artist any more, or all that they chose before."""

    artist: str
    on: bool


class Calm(CallbackData, prefix="wq"):
    """Show the presser's quiet hours."""


class CalmHours(CallbackData, prefix="wh"):
    """Let the presser's quiet hours be these, ``22-9``."""

    hours: str


class CalmOther(CallbackData, prefix="wo"):
    """Ask from when to when the presser wants quiet."""


class CalmCity(CallbackData, prefix="wc"):
    """Ask where the presser lives, for their quiet hours."""


class CalmPlace(CallbackData, prefix="wp"):
    """Let the presser share where they are, for their quiet hours."""


class Digest(CallbackData, prefix="wd"):
    """Send the presser a digest (``fan``, ``artist``), or send it no more."""

    code: str
    on: bool


class DigestStop(CallbackData, prefix="wds"):
    """Send the presser this digest no more: the button under one."""

    code: str


class WorkBelow(CallbackData, prefix="wb"):
    """Show one record of an artist below the message that names it, which stays."""

    artist: str
    family: str
    id: str


class NumbersBelow(CallbackData, prefix="wn"):
    """Show the presser's numbers below the message, which stays."""


# Telling followers -----------------------------------------------------------------------------
# `at` is in seconds since 1970, 0 is now. `n` is how often a record was told of, with this time.


class Announce(CallbackData, prefix="an"):
    """Show how followers would be told of a record of the presser, or how they were already."""

    family: str
    id: str


class AnnounceAs(CallbackData, prefix="ana"):
    """Show how they would be told at that time, with a sound or without."""

    family: str
    id: str
    at: int
    loud: bool


class AnnounceAt(CallbackData, prefix="ant"):
    """Ask when to tell them."""

    family: str
    id: str
    loud: bool


class AnnounceLook(CallbackData, prefix="anp"):
    """Send the presser what followers would get."""

    family: str
    id: str
    at: int
    loud: bool


class AnnounceSend(CallbackData, prefix="ans"):
    """Tell them; the same `n` twice tells them once."""

    family: str
    id: str
    at: int
    loud: bool
    n: int


class CampaignList(CallbackData, prefix="anl"):
    """Show what comes out at a time, and one page of what the presser's followers were told."""

    page: int


class CampaignCard(CallbackData, prefix="anc"):
    """Show how it goes to tell the presser's followers of something."""

    id: str


class CampaignStop(CallbackData, prefix="anx"):
    """Tell nobody any more."""

    id: str


class Pushed(CallbackData, prefix="cn"):
    """Show the artist of an announcement below it.

    The button says to which campaign its message belongs: all that is pressed there counts as that
    campaign's. `campaign` is empty in what was not sent by one.
    """

    artist: str
    campaign: str


# Coming out at a time. `how` adds up: 1 tells followers, 2 with a sound, 4 posts to the chats.


class PublishLater(CallbackData, prefix="pl"):
    """Show when a draft of the presser comes out, or may."""

    family: str
    id: str


class PublishAs(CallbackData, prefix="pla"):
    """Show what it would be like at that time."""

    family: str
    id: str
    at: int
    how: int


class PublishAt(CallbackData, prefix="plt"):
    """Ask when."""

    family: str
    id: str
    how: int


class PublishSure(CallbackData, prefix="pls"):
    """Let a draft come out at that time."""

    family: str
    id: str
    at: int
    how: int


class PublishNever(CallbackData, prefix="plx"):
    """Let a draft wait for its artist again."""

    family: str
    id: str


# Concerts --------------------------------------------------------------------------------------


class Rsvp(CallbackData, prefix="rv"):
    """Say whether the presser comes to a concert: ``g`` going, ``i`` interested, ``n`` neither.

    `place` says what the message with the button is: as in `Like`, or ``r`` a reminder.
    """

    place: str
    artist: str
    id: str
    answer: str


class Outings(CallbackData, prefix="rvl"):
    """Show one page of the concerts the presser comes to, or may."""

    page: int


class Reminders(CallbackData, prefix="rvr"):
    """Show when the presser is reminded of concerts."""


class RemindMe(CallbackData, prefix="rvs"):
    """Remind the presser by a step of the ladder, or do not."""

    step: str
    on: bool


class CancelShow(CallbackData, prefix="rvx"):
    """Cancel a concert of the presser's that was announced; asks first."""

    id: str
    sure: bool


class HoldShow(CallbackData, prefix="rvu"):
    """Hold a concert of the presser's after all."""

    id: str


class After(CallbackData, prefix="rve"):
    """Show what those who were at a concert of the presser's are told the day after."""

    id: str


class AfterOn(CallbackData, prefix="rvo"):
    """Say thanks after a concert of the presser's, or do not."""

    id: str
    on: bool


class AfterAlways(CallbackData, prefix="rva"):
    """Say thanks after all concerts of the presser's, or do not; the card is of this one."""

    id: str
    on: bool


class AfterWords(CallbackData, prefix="rvw"):
    """Ask what to say after a concert of the presser's."""

    id: str


class NearMe(CallbackData, prefix="rn"):
    """Show where the presser goes to concerts."""


class NearOnly(CallbackData, prefix="rno"):
    """Tell the presser of concerts there alone, or of all."""

    on: bool


class NearAdd(CallbackData, prefix="rna"):
    """Ask for another city the presser goes to concerts in."""


class NearDrop(CallbackData, prefix="rnd"):
    """Take a city off; `code` is made of its name, since the place in a list may shift."""

    code: str


# Comments --------------------------------------------------------------------------------------


class Comments(CallbackData, prefix="zc"):
    """Show what people say of a record, below what is pressed."""

    family: str
    artist: str
    id: str


class CommentsPage(CallbackData, prefix="zcp"):
    """Show one page of that."""

    family: str
    artist: str
    id: str
    page: int


class CommentCard(CallbackData, prefix="zcc"):
    """Show one comment."""

    family: str
    artist: str
    id: str
    comment: str


class CommentBelow(CallbackData, prefix="zcn"):
    """Show it below what is pressed: a notice, which stays."""

    family: str
    artist: str
    id: str
    comment: str


class CommentWrite(CallbackData, prefix="zcw"):
    """Ask what the presser wants to say of a record."""

    family: str
    artist: str
    id: str


class CommentEdit(CallbackData, prefix="zce"):
    """Ask what a comment of the presser should say instead."""

    family: str
    artist: str
    id: str
    comment: str


class CommentDelete(CallbackData, prefix="zcd"):
    """Delete a comment of the presser, or one on what is the presser's."""

    family: str
    artist: str
    id: str
    comment: str


class CommentUndo(CallbackData, prefix="zcu"):
    """Put back a comment that the presser has deleted."""

    family: str
    artist: str
    id: str
    comment: str


class CommentReport(CallbackData, prefix="zcf"):
    """Ask what is wrong with a comment."""

    family: str
    artist: str
    id: str
    comment: str


# Of comments on what is the presser's.


class CommentAnswer(CallbackData, prefix="zcr"):
    """Ask what to answer to a comment."""

    family: str
    id: str
    comment: str


class CommentBan(CallbackData, prefix="zcb"):
    """Let whoever wrote a comment comment no more on what is the presser's; or again."""

    family: str
    id: str
    comment: str
    on: bool


class CommentsHere(CallbackData, prefix="zch"):
    """Let there be comments on a record of the presser, or not."""

    family: str
    id: str
    on: bool


class CommentsSet(CallbackData, prefix="zcs"):
    """Show what the presser settled about comments."""


class CommentsWanted(CallbackData, prefix="zcx"):
    """Let there be comments on what is the presser's, or not."""

    on: bool


class CommentsTold(CallbackData, prefix="zct"):
    """Tell the presser of new comments, or not."""

    on: bool


class CommentsHush(CallbackData, prefix="zcq"):
    """Tell the presser of no new comments: the button under what tells of them."""


class CommentsBanned(CallbackData, prefix="zcl"):
    """Show one page of those who may not comment on what is the presser's."""

    page: int


class CommentsPardon(CallbackData, prefix="zca"):
    """Let one of them comment again."""

    person: str


# Chats of many ---------------------------------------------------------------------------------
# `chat` is the id of a group or channel. The presser's settings for it are changed, nobody else's.


class Chats(CallbackData, prefix="ch"):
    """Show the chats that the presser has connected."""


class ChatPick(CallbackData, prefix="chn"):
    """Let the presser pick a chat to connect."""


class ChatConnect(CallbackData, prefix="chy"):
    """Connect a chat to the presser's page, if they have a say there."""

    chat: int


class ChatConnectHere(CallbackData, prefix="chh"):
    """Connect the chat where the button is to the presser's page, if they have a say there."""


class ChatCard(CallbackData, prefix="chc"):
    """Show what is told in a chat."""

    chat: int


class ChatWants(CallbackData, prefix="chw"):
    """Tell a kind of thing in a chat, or not."""

    chat: int
    kind: str
    on: bool


class ChatLeast(CallbackData, prefix="chm"):
    """Tell no donations of fewer Stars in a chat."""

    chat: int
    stars: int


class ChatTopics(CallbackData, prefix="cht"):
    """Show the topics of a forum, to choose one."""

    chat: int


class ChatTopic(CallbackData, prefix="chi"):
    """Tell everything in one topic; thread 0 is where everybody writes."""

    chat: int
    thread: int


class ChatPlaces(CallbackData, prefix="chv"):
    """Show which kind of thing is told in which topic of a forum."""

    chat: int


class ChatPlace(CallbackData, prefix="chk"):
    """Show the topics of a forum, to choose one for a kind of thing; `all` are all kinds."""

    chat: int
    kind: str


class ChatPut(CallbackData, prefix="chl"):
    """Tell a kind of thing in a topic; thread 0 is where everybody writes."""

    chat: int
    kind: str
    thread: int


class ChatPause(CallbackData, prefix="chp"):
    """Tell nothing in a chat for the time being, or tell again."""

    chat: int
    on: bool


class ChatMend(CallbackData, prefix="chr"):
    """Look whether a chat that is off can be told things again."""

    chat: int


class ChatDrop(CallbackData, prefix="chx"):
    """Disconnect a chat; the first press only asks."""

    chat: int
    sure: bool


class ChatGoal(CallbackData, prefix="chg"):
    """Put a card into a chat that shows how far the presser's goal is."""

    chat: int


class ChatTest(CallbackData, prefix="chs"):
    """Put a first line into a chat."""

    chat: int


class ChatTestEnd(CallbackData, prefix="che"):
    """Keep that line, or delete it; `tap` is what it was put there for."""

    chat: int
    tap: str
    keep: bool


class InChat(CallbackData, prefix="cha"):
    """Say in a chat of many what was asked there (`what`), about one of its artists."""

    what: str
    artist: str


class SketchChats(CallbackData, prefix="csc"):
    """Have a draft told in the presser's chats when it is published, or not."""

    family: str
    id: str
    on: bool


class PublishTo(CallbackData, prefix="pc"):
    """Make a draft public, and have the presser's chats told of it."""

    family: str
    id: str


class AlbumChats(CallbackData, prefix="cac"):
    """Have an album told in the presser's chats when it is published, or not."""

    album: str
    on: bool


class PublishAllTo(CallbackData, prefix="pac"):
    """Make the drafts of an album public, and have the presser's chats told of it, once."""

    album: str


# Managers --------------------------------------------------------------------------------------
# `rights` adds up by the order of `Right`: 1 the first, 2 the second, 4 the third and so on.


class Whose(CallbackData, prefix="mb"):
    """Show for whom the presser may work.

    The button says whose page its message is of: what else is pressed there is about that page.
    """

    artist: str


class WorkFor(CallbackData, prefix="mba"):
    """Let the presser work for an artist whose manager they are."""

    artist: str


class WorkForMyself(CallbackData, prefix="mbm"):
    """Let the presser work for themselves again."""


class Leave(CallbackData, prefix="mbx"):
    """Let the presser be a manager of an artist no more; the first press only asks."""

    artist: str
    sure: bool


class Managers(CallbackData, prefix="mg"):
    """Show the presser's managers."""


class Invite(CallbackData, prefix="mgi"):
    """Show what a manager to be may do, to choose from."""

    rights: int


class InviteLink(CallbackData, prefix="mgm"):
    """Make a link by which somebody becomes a manager of the presser's who may do that."""

    rights: int


class InviteDrop(CallbackData, prefix="mgx"):
    """Let an invitation of the presser's be good no more."""

    id: str


class InviteAccept(CallbackData, prefix="mga"):
    """Let the presser become a manager by an invitation."""

    token: str


class ManagerCard(CallbackData, prefix="mgc"):
    """Show a manager of the presser's."""

    person: str


class ManagerMay(CallbackData, prefix="mgt"):
    """Let a manager of the presser's do something, or not."""

    person: str
    right: str
    on: bool


class ManagerRemove(CallbackData, prefix="mgd"):
    """Let somebody be no manager of the presser's any more; the first press only asks."""

    person: str
    sure: bool


class Log(CallbackData, prefix="lg"):
    """Show who did what on the presser's page before an entry; `person` did it, if one is named."""

    person: str
    before: str


class LogPeople(CallbackData, prefix="lgp"):
    """Show who did something there, to choose one."""


class LogFile(CallbackData, prefix="lgf"):
    """Send all of it as a file."""


# Links, and who came by them --------------------------------------------------------------------
# A link is to a record of the presser's, or (``profile``, ``donation``) to their page or the ways
# to support them; then `id` is empty. `source` says where it is shown; empty: it does not say.


class LinkTo(CallbackData, prefix="lk"):
    """Show a link of the presser's, and the sources it may have."""

    family: str
    id: str


class LinkFrom(CallbackData, prefix="lkf"):
    """Show a link of the presser's with a source."""

    family: str
    id: str
    source: str


class LinkWord(CallbackData, prefix="lkw"):
    """Ask where a link of the presser's is shown."""

    family: str
    id: str


class LinkPoster(CallbackData, prefix="lkp"):
    """Send a poster with a link of the presser's."""

    family: str
    id: str
    source: str


class Origins(CallbackData, prefix="lko"):
    """Show where from people came to the presser in the last days."""

    days: int


# Discovery -------------------------------------------------------------------------------------


class NewTracks(CallbackData, prefix="zn"):
    """Show the newest tracks of everybody."""

    page: int


class NewArtists(CallbackData, prefix="zna"):
    """Show the artists who have come last."""

    page: int


class Rising(CallbackData, prefix="zr"):
    """Show the artists who gain followers the fastest."""

    page: int


class Genres(CallbackData, prefix="zg"):
    """Show the genres there are."""

    page: int


class GenreTracks(CallbackData, prefix="zgt"):
    """Show the tracks of a genre; `genre` is its code."""

    genre: str
    page: int


class GenreArtists(CallbackData, prefix="zga"):
    """Show the artists of a genre."""

    genre: str
    page: int


class NearHere(CallbackData, prefix="zk"):
    """Show the concerts to come in the presser's cities."""

    page: int


class NearAsk(CallbackData, prefix="zka"):
    """Ask for a city of the presser's, and show the concerts there."""


# Fans ------------------------------------------------------------------------------------------
# `to` says which of the followers are told: `a` all, `d` those who gave, `l` those who have gone
# quiet, `e` those in cities of a few, `t` and a code those in a city, `g` and a code those who come
# to a concert.


class TellWhom(CallbackData, prefix="fw"):
    """Ask which of the followers to tell of a record of the presser."""

    family: str
    id: str
    at: int
    loud: bool
    to: str


class TellAs(CallbackData, prefix="fwa"):
    """Show how they would be told at that time, with a sound or without."""

    family: str
    id: str
    at: int
    loud: bool
    to: str


class TellAt(CallbackData, prefix="fwt"):
    """Ask when to tell them."""

    family: str
    id: str
    loud: bool
    to: str


class TellLook(CallbackData, prefix="fwp"):
    """Send the presser what they would get."""

    family: str
    id: str
    at: int
    loud: bool
    to: str


class TellSend(CallbackData, prefix="fws"):
    """Tell them; the same `n` twice tells them once."""

    family: str
    id: str
    at: int
    loud: bool
    to: str
    n: int


class OwnFans(CallbackData, prefix="fa"):
    """Show how many fans the presser has, and of what kinds."""


class FanList(CallbackData, prefix="fal"):
    """Send the presser the list of their followers, as `csv` or `json`."""

    format: str


class TopFans(CallbackData, prefix="fat"):
    """Show the top fans of an artist, `recent` or of `all` time."""

    artist: str
    period: str
    page: int


class TopShown(CallbackData, prefix="fas"):
    """Show the presser among them by name, or show them no more."""

    artist: str
    period: str
    on: bool


class CityShown(CallbackData, prefix="fac"):
    """Let the artists whom the presser follows see their city, or let them no more."""

    on: bool


# The profile -----------------------------------------------------------------------------------
# `code` is a digest of a link, so that a button means the same link wherever that has moved.


class OwnLinks(CallbackData, prefix="pr"):
    """Show the links of the presser's page."""


class LinkAdd(CallbackData, prefix="pra"):
    """Ask for links to add."""


class LinkUp(CallbackData, prefix="pru"):
    """Move a link before the one that is before it."""

    code: str


class LinkDrop(CallbackData, prefix="prd"):
    """Take a link from the page."""

    code: str


class FromTelegram(CallbackData, prefix="prt"):
    """Show what the presser's Telegram profile has that their page could take."""


class TakeFrom(CallbackData, prefix="prk"):
    """Take it: `photo` or `bio`."""

    what: str


class ProfileLook(CallbackData, prefix="prl"):
    """Send the presser their page as fans see it."""


# Rights and reports ----------------------------------------------------------------------------


class Report(CallbackData, prefix="rp"):
    """Ask what is wrong with a public record, or with an artist's page (``profile``)."""

    family: str
    artist: str
    id: str


class ReportFor(CallbackData, prefix="rpf"):
    """Report for this reason what the presser was asked about."""

    intent: str
    reason: str


# For admins. `n` is the last step of a matter that whoever presses has seen, `what` is decided.


class Matters(CallbackData, prefix="rpl"):
    """Show one page of what was reported and is to be decided."""

    page: int


class MatterCard(CallbackData, prefix="rpc"):
    """Show what was reported of one thing, and what became of that."""

    id: str


class MatterLook(CallbackData, prefix="rpk"):
    """Send the thing as people see it, below."""

    id: str


class MatterAct(CallbackData, prefix="rpa"):
    """Ask for which reason to decide so."""

    id: str
    n: int
    what: str


class MatterWhy(CallbackData, prefix="rpy"):
    """Ask whether to decide so for this reason."""

    id: str
    n: int
    what: str
    reason: str


class MatterSure(CallbackData, prefix="rps"):
    """Decide so."""

    id: str
    n: int
    what: str
    reason: str


class MatterWords(CallbackData, prefix="rpw"):
    """Ask what to say about it, and decide so."""

    id: str
    n: int
    what: str
    reason: str


class StandingCard(CallbackData, prefix="rsc"):
    """Show how somebody stands: blocked, verified, with how many takedowns."""

    person: str


class StandingBlock(CallbackData, prefix="rsb"):
    """Ask why to block somebody, and block them."""

    person: str


class StandingLift(CallbackData, prefix="rsl"):
    """Let somebody publish again."""

    person: str


class StandingSign(CallbackData, prefix="rsv"):
    """Say that somebody's name is theirs, or say so no more."""

    person: str
    on: bool


class ModerationLog(CallbackData, prefix="rpg"):
    """Show what admins decided before an entry of the log; empty: lately."""

    before: str


class ModerationFile(CallbackData, prefix="rpgf"):
    """Send all of the log as a file."""


# What was taken from the presser.


class TakenList(CallbackData, prefix="rt"):
    """Show one page of what was taken from the presser."""

    family: str
    page: int


class TakenCard(CallbackData, prefix="rtc"):
    """Show a record that was taken from the presser, and why."""

    family: str
    id: str


class ObjectTo(CallbackData, prefix="rto"):
    """Ask why the presser objects to what was decided in a matter of theirs."""

    id: str


class AskVerified(CallbackData, prefix="rtv"):
    """Ask for what shows that the presser's name is theirs."""


# Numbers of a period ---------------------------------------------------------------------------
# `days` is how long the period is that the numbers are of.


class StatsPeriod(CallbackData, prefix="sp"):
    """Show the numbers of all the presser's things together."""

    days: int


class StatsTrackPeriod(CallbackData, prefix="spt"):
    """Show the numbers of one track of the presser."""

    id: str
    days: int


class StatsPick(CallbackData, prefix="spl"):
    """Show one page of tracks to choose whose numbers to see."""

    page: int
    days: int


class StatsMeaning(CallbackData, prefix="spm"):
    """Say what the numbers mean; the track is where to go back to, if it was one's."""

    id: str
    days: int


class StatsLook(CallbackData, prefix="spv"):
    """Draw pictures for the presser in another look from now on; `id` is as in `StatsMeaning`."""

    look: str
    id: str
    days: int


class StatsFile(CallbackData, prefix="spf"):
    """Send all numbers of the presser as files of a format."""

    format: str


# Albums ----------------------------------------------------------------------------------------
# `id` is that of an album: what its name is, folded and made short.


class Albums(CallbackData, prefix="als"):
    """Show one page of an artist's albums."""

    artist: str
    page: int


class Album(CallbackData, prefix="al"):
    """Show one page of an album."""

    artist: str
    id: str
    page: int


class AlbumSongs(CallbackData, prefix="alp"):
    """Send the presser all songs of an album."""

    artist: str
    id: str


class OwnAlbums(CallbackData, prefix="alo"):
    """Show one page of the presser's albums."""

    page: int


class OwnAlbum(CallbackData, prefix="alc"):
    """Show one page of an album of the presser's, to put its tracks in order."""

    id: str
    page: int


class AlbumMove(CallbackData, prefix="alm"):
    """Put a track of the presser's (`id`) at a place of an album, from 0."""

    album: str
    id: str
    n: int


class NameAlbum(CallbackData, prefix="aln"):
    """Ask what the album is called that songs sent together are; `album` is what they came as."""

    album: str


class AlbumLater(CallbackData, prefix="all"):
    """Show when songs sent together come out, or may."""

    album: str


# Songs on the presser's own Telegram profile ---------------------------------------------------


class ProfileSongs(CallbackData, prefix="sh"):
    """Show one page of them."""

    page: int


class ProfileSong(CallbackData, prefix="sht"):
    """Take a song, or do not; `code` is made of its file, since places shift."""

    code: str
    on: bool
    page: int


class ProfileAll(CallbackData, prefix="sha"):
    """Take all of them, or none; shows the page again."""

    on: bool
    page: int


class ProfilePublish(CallbackData, prefix="shp"):
    """Make those that were chosen public."""


class ProfileDrafts(CallbackData, prefix="shd"):
    """Make drafts of those that were chosen."""


# What is announced before it is out ------------------------------------------------------------


class TeaserLook(CallbackData, prefix="ah"):
    """Show how a draft of the presser's, which comes out at a time, is announced or would be."""

    family: str
    id: str


class TeaserAs(CallbackData, prefix="aha"):
    """Show how it would be announced otherwise; see `PublishAs` for `how`."""

    family: str
    id: str
    how: int


class TeaserSure(CallbackData, prefix="ahs"):
    """Announce it."""

    family: str
    id: str
    how: int


class Ahead(CallbackData, prefix="ahp"):
    """Show what an artist has announced."""

    artist: str
    family: str
    id: str


class Await(CallbackData, prefix="aw"):
    """Tell the presser when it is out (`answer` y), or do not (n), or the other than now (t)."""

    place: str
    family: str
    artist: str
    id: str
    answer: str


# All about oneself -------------------------------------------------------------------------------


class LeaveSure(CallbackData, prefix="lv"):
    """Have everything about the presser deleted in a day."""


class LeaveStay(CallbackData, prefix="lvk"):
    """Keep everything after all."""


class MyData(CallbackData, prefix="lvd"):
    """Send the presser everything that is kept about them."""


class LeaveAsk(CallbackData, prefix="lva"):
    """Say what would be deleted, and what would stay."""
