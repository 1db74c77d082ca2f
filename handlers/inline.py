"""``@bot`` in any chat: cards to share, with the song in them.

Nothing typed shows one's own records, and the artists one follows with their newest; words search;
a link's payload, which share buttons type, finds exactly that; ``gift`` and an id find a donation
of one's own. A chosen card is a share.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    ChosenInlineResult,
    InlineKeyboardButton,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultCachedAudio,
    InlineQueryResultCachedPhoto,
    InlineQueryResultCachedVideo,
    InlineQueryResultsButton,
    InlineQueryResultUnion,
    InputTextMessageContent,
    Update,
)

from handlers import ahead, discography, discover, gifts, invoices, posted, received, visit
from handlers import keyboards as keys
from handlers.cards import entry
from handlers.desk import Desk
from handlers.links import ALBUM, Place, pack, pack_album, unpack
from handlers.screen import Screen, preview
from storage import ENTITIES, INLINE, Entity, Malformed, NotFound, Post, Profile, money

_AT_ONCE = 10  # results of one page: two screens of a phone, and the next come as one scrolls
_OWN = 5  # of each kind, when nothing is typed
_KEPT_S = 10
_TITLE = 100  # characters a phone shows

_GIFT = re.compile(r"gift ([A-Za-z0-9_-]{1,59})")
_SHOWN = "gift:"
"""What the result of a donation begins with; no payload of a link does."""

Result = (
    InlineQueryResultArticle
    | InlineQueryResultCachedAudio
    | InlineQueryResultCachedPhoto
    | InlineQueryResultCachedVideo
)


async def offer(query: InlineQuery, desk: Desk) -> None:
    """Answer with cards; they are the asker's own, and numbers in them change, so kept shortly."""
    words = query.query.strip()
    if (match := _GIFT.fullmatch(words)) and (shown := await _donation(match[1], desk)):
        await _answer(query, desk, [shown], "")
        return
    start = int(query.offset) if re.fullmatch("[0-9]{1,6}", query.offset) else 0
    if not words:
        records, more = await _one_s_own(desk), False
    elif (album := unpack(words)) is not None and album.family == ALBUM:
        await _answer(query, desk, [await _album(album, desk)], "")
        return
    elif (place := unpack(words)) is not None:
        records, more = await _exactly(place, desk), False
        if not records and (soon := await _announced(place, desk)):
            await _answer(query, desk, [soon], "")
            return
    else:
        records, more = await discover.found(words, desk, limit=_AT_ONCE, offset=start)
    names = await discover.names_of(records, desk)
    given = await _gifts(records, names, desk, make=len(records) == 1)
    said = dict(zip((r.key for r in records), await desk.comments.all_shown(records), strict=True))
    following = str(start + _AT_ONCE) if more else ""
    try:
        await _answer(query, desk, [_card(desk, r, names, given, said) for r in records], following)
    except TelegramBadRequest as error:
        if "query is too old" in error.message:
            return
        # One file that Telegram no longer has spoils them all.
        bare = [_card(desk, r, names, given, said, bare=True) for r in records]
        await _answer(query, desk, bare, following)


async def _answer(
    query: InlineQuery, desk: Desk, cards: Sequence[Result | None], following: str
) -> None:
    nothing = InlineQueryResultsButton(
        text=desk.t.plain("inline-nothing"), start_parameter="inline"
    )
    results: list[InlineQueryResultUnion] = [card for card in cards if card]
    await query.answer(
        results,
        cache_time=_KEPT_S,
        is_personal=True,
        next_offset=following,
        button=None if results else nothing,
    )


async def _one_s_own(desk: Desk) -> list[Entity]:
    followed, pages = await asyncio.gather(
        desk.audience.following(desk.me, limit=_OWN),
        asyncio.gather(*(desk.records.page(model, desk.me, limit=_OWN) for model in ENTITIES)),
    )
    (mine, *artists), newest = await asyncio.gather(
        asyncio.gather(
            *(visit.readable(desk.records.profile(id)) for id in (desk.me, *followed.records))
        ),
        asyncio.gather(*(visit.newest_song(id, desk) for id in followed.records)),
    )
    own = [record for page in pages for record in page.records]
    return [record for record in (mine, *own, *artists, *newest) if record]


async def _exactly(place: Place, desk: Desk) -> list[Entity]:
    try:
        if place.family is None or place.id is None:
            return [await desk.records.get(Profile, place.artist, place.artist)]
        return [await desk.records.get(visit.public(place.family), place.artist, place.id)]
    except (NotFound, Malformed):
        return []


async def _gifts(
    records: list[Entity], names: Mapping[str, str], desk: Desk, *, make: bool
) -> Mapping[str, list[InlineKeyboardButton]]:
    """Return by the keys of records the buttons that pay their artists.

    Invoices are made beforehand; here only for the one card that was asked for.
    """
    artists = list(names)
    support = await asyncio.gather(*(desk.giving.support(artist) for artist in artists))
    paused = {artist for artist, its in zip(artists, support, strict=True) if its.paused}
    welcome = [record for record in records if record.owner not in paused]
    made = await asyncio.gather(
        *(invoices.welcome_keys(desk, one, names[one.owner], make=make) for one in welcome)
    )
    none: list[InlineKeyboardButton] = []
    found = {record.key: keys_ for record, keys_ in zip(welcome, made, strict=True)}
    return {record.key: found.get(record.key, none) for record in records}


async def _album(place: Place, desk: Desk) -> Result | None:
    """Return an album as a card to send; None: there is none, or no more."""
    artist, id = place.artist, str(place.id)
    album, name = await asyncio.gather(desk.albums.get(artist, id), visit.name_of(artist, desk))
    card = await discography.chat_card(desk, artist, id)
    packed = pack_album(artist, id)
    if album is None or card is None or packed is None:
        return None
    title = keys.clip(album.title, _TITLE)
    if card.media is None:
        return _article(packed, title, name, card)
    return _filed(packed, title, name, card, str(card.media.file))


async def _announced(place: Place, desk: Desk) -> Result | None:
    """Return what is announced and not out yet as a card to send; None: it is not."""
    if place.family is None or place.id is None:
        return None
    packed = pack(place.artist, place.family, place.id)
    one = await ahead.find(desk, place.family, place.artist, place.id)
    if one is None or packed is None:
        return None
    card, title = ahead.shared(desk.t, one, desk.links), keys.clip(one.title, _TITLE)
    if card.media is None:
        return _article(packed, title, one.name, card)
    return _filed(packed, title, one.name, card, str(card.media.file))


async def _donation(id: str, desk: Desk) -> Result | None:
    """Return a donation to the asker as a card to show; None: there is none to be shown."""
    try:
        donation = await desk.ledger.donation(desk.me, id)
    except (NotFound, Malformed):
        return None
    if donation.status != money.COMPLETED:
        return None
    card = await received.card_screen(desk, donation, donation.message or "")
    about = "" if donation.hidden else donation.message or ""
    title = desk.t.plain(
        "shown-title",
        name=gifts.donor(desk.t, donation),
        amount=gifts.stars(desk.t, donation),
    )
    return _article(f"{_SHOWN}{id}", title, keys.clip(about, _TITLE), card)


def _card(
    desk: Desk,
    record: Entity,
    names: Mapping[str, str],
    pays: Mapping[str, list[InlineKeyboardButton]],
    said: Mapping[str, int | None],
    *,
    bare: bool = False,
) -> Result | None:
    """Return a record as a card to send, `bare` without its file; None if no link leads to it."""
    t, owner, name = desk.t, record.owner, names[record.owner]
    if isinstance(record, Profile):
        id, title, about = pack(owner), record.label, t.plain("artist-one")
    else:
        id, title, about = pack(owner, record.family, record.id), entry(t, record), name
    if id is None:
        return None
    key = record.key
    card = posted.shared(t, record, desk.links, name, pays[key], bare=bare, comments=said[key])
    if card.media is None:
        return _article(id, keys.clip(title, _TITLE), about, card)
    return _filed(id, keys.clip(title, _TITLE), about, card, str(card.media.file))


def _article(id: str, title: str, about: str, card: Screen) -> Result:
    return InlineQueryResultArticle(
        id=id,
        title=title,
        description=about,
        thumbnail_url=card.picture,
        reply_markup=card.buttons,
        input_message_content=InputTextMessageContent(
            message_text=card.text, link_preview_options=preview(card)
        ),
    )


def _filed(id: str, title: str, about: str, card: Screen, file: str) -> Result:
    match card.media and card.media.kind:
        case "audio":
            return InlineQueryResultCachedAudio(
                id=id, audio_file_id=file, caption=card.text, reply_markup=card.buttons
            )
        case "video":
            return InlineQueryResultCachedVideo(
                id=id,
                video_file_id=file,
                title=title,
                description=about,
                caption=card.text,
                reply_markup=card.buttons,
            )
    return InlineQueryResultCachedPhoto(
        id=id,
        photo_file_id=file,
        title=title,
        description=about,
        caption=card.text,
        reply_markup=card.buttons,
    )


async def chosen(result: ChosenInlineResult, desk: Desk, event_update: Update) -> None:
    """Count a share; remember where a record or a donation is shown."""
    if result.result_id.startswith(_SHOWN):
        await _keep_shown(result, desk)
        return
    place = unpack(result.result_id)
    if place is None:
        return
    if result.inline_message_id is not None:
        family, id = place.family or Profile.family, place.id or place.artist
        look = ALBUM if place.family == ALBUM else posted.CARD
        post = Post(INLINE, result.inline_message_id, desk.me, look)
        await desk.posts.add(family, place.artist, id, post, now=desk.now)
        if look == posted.CARD:
            await posted.complete(desk, family, place.artist, id, post)
    if place.family in (None, ALBUM) or place.id is None:
        return
    with suppress(NotFound):  # deleted between the choice and its news
        await desk.counters.share(
            visit.public(str(place.family)).family,
            place.artist,
            place.id,
            desk.me,
            tap=f"u{event_update.update_id}",
            now=desk.now,
        )


async def _keep_shown(result: ChosenInlineResult, desk: Desk) -> None:
    """Remember a card of a donation of the chooser's, which may have to change one day."""
    card, id = result.inline_message_id, result.result_id.removeprefix(_SHOWN)
    if card is None:
        return
    with suppress(NotFound, Malformed):
        donation = await desk.ledger.donation(desk.me, id)
        said = "" if donation.hidden else donation.message or ""
        await desk.giving.keep_card(desk.me, id, card, said)
        if donation.status != money.COMPLETED or donation.anonymous or donation.hidden:
            await received.renew_cards(desk, donation)  # it may have become so meanwhile
