"""The screens that everybody may see: pure functions from records to text and buttons."""

from collections.abc import Mapping, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers import shows, threads
from handlers.callbacks import (
    Ahead,
    Album,
    Albums,
    Artist,
    CalendarFile,
    Card,
    Download,
    Follow,
    Following,
    Home,
    Like,
    Listen,
    Next,
    OnMap,
    OwnProfile,
    Pushed,
    Report,
    TopFans,
    Wall,
    Wanted,
    Work,
    Works,
)
from handlers.cards import above, card_text, counts, entry, framed, told, whose
from handlers.fields import fields_of
from handlers.gifts import give_key
from handlers.links import Links, pack
from handlers.screen import CAPTION, TEXT, Screen
from handlers.texts import Html, Texts, paragraphs
from storage import ENTITIES, EVERYBODY, Concert, Entity, Kind, Profile, Track, showtime

CARD, PLAYER, SHARED, PUSHED = "c", "p", "i", "n"
"""What a message with a like button is; on the wire, see `Like`."""

_PUBLIC = ("plays", "views")
"""What a card tells of a record's numbers; likes are on its button, the rest is private."""


def playable(record: Entity) -> bool:
    """Tell whether a record is a track that can be heard here."""
    return isinstance(record, Track) and told(record, "audio_url")


def played(record: Entity) -> bool:
    """Tell whether an announcement of a record is a song that plays right there."""
    return isinstance(record, Track) and record.audio_file is not None


def artist(
    t: Texts,
    profile: Profile,
    links: Links,
    *,
    totals: Mapping[str, int],
    newest: Track | None,
    follows: bool,
    mine: bool,
    gifts: Sequence[InlineKeyboardButton] = (),
    welcome: bool = True,
    goal: Html | None = None,
    supporters: int = 0,
    top: bool = False,
    albums: int = 0,
    coming: Sequence[tuple[str, str, str]] = (),
) -> Screen:
    """Return an artist's page; `totals` says how many records of each family there are.

    `gifts` are buttons that pay the artist, if support is `welcome`; `supporters`: so many want to
    be seen; `top`: there are top fans for the reader to see; `coming`: family, id and title of what
    is announced.
    """
    id = profile.owner
    rows: list[keys.Row] = []
    if newest and playable(newest):
        play = t.plain("play-title", title=newest.title)
        rows.append([keys.button(play, Listen(artist=id, id=newest.id), style="primary")])
    for family, coming_id, title in coming:
        soon = Ahead(artist=id, family=family, id=coming_id)
        rows.append([keys.button(t.plain("ahead-key", title=title), soon)])
    if mine:
        first = [keys.button(t.plain("edit"), OwnProfile())]
    else:
        word = t.plain("unfollow" if follows else "follow")
        first = [keys.button(word, Follow(artist=id, on=not follows))]
        if follows:
            first.append(keys.button(t.plain("bell"), Wanted(artist=id)))
    if query := pack(id):
        first.append(keys.share(t, query))
    support = [give_key(t, id)] if welcome and not mine else []
    if supporters:
        support.append(keys.button(t.plain("wall", n=supporters), Wall(artist=id)))
    if top:
        fans = TopFans(artist=id, period="recent", page=0)
        support.append(keys.button(t.plain("top-fans"), fans))
    rows += [first, gifts, *keys.grid(support, 2)]
    kinds = [
        keys.button(
            t.plain("kind-total", kind=t.plain(f"{model.family}.all"), n=totals[model.family]),
            Works(artist=id, family=model.family, page=0),
        )
        for model in ENTITIES
        if totals.get(model.family)
    ]
    if albums:
        kinds.insert(1, keys.button(t.plain("albums-n", n=albums), Albums(artist=id, page=0)))
    rows += keys.grid(kinds, 2)
    rows += _web(t, profile)
    end = [keys.button(t.plain("home"), Home())]
    if not mine:
        report = Report(family=Profile.family, artist=id, id=id)
        end.append(keys.button(t.plain("report"), report))
    rows.append(end)
    foot = paragraphs(artist_numbers(t, profile), goal)
    return framed(t, profile, keys.markup(*rows), foot=foot, public=True)


def artist_numbers(t: Texts, profile: Profile) -> Html:
    return t(
        "artist-numbers",
        followers=profile.subscribers,
        plays=profile.total_plays,
        tracks=profile.total_tracks,
    )


def works(
    t: Texts,
    model: type[Entity],
    records: Sequence[Entity],
    *,
    artist: str,
    name: str,
    page: int,
    total: int,
) -> Screen:
    """Return one page of an artist's records; a track in it plays when it is pressed."""
    family = model.family

    def open_(record: Entity) -> InlineKeyboardButton:
        if playable(record):
            text = t.plain("play-title", title=record.label)
            return keys.button(text, Listen(artist=artist, id=record.id))
        work = Work(artist=artist, family=family, id=record.id)
        return keys.button(entry(t, record), work)

    rows: list[keys.Row] = [[open_(record)] for record in records]
    rows.append(keys.pager(t, page, total, lambda n: Works(artist=artist, family=family, page=n)))
    rows.append([keys.button(t.plain("artist-page"), Artist(artist=artist))])
    title = t(f"{family}.all")
    text = (
        t("works", name=name, count=t(f"{family}.count", n=total))
        if total
        else t("works-none", name=name, title=title)
    )
    return Screen(text, keys.markup(*rows))


def work(
    t: Texts,
    record: Entity,
    links: Links,
    *,
    name: str,
    liked: bool,
    mine: bool,
    welcome: bool = True,
    zone: str | None = None,
    answer: str | None = None,
    comments: int | None = None,
) -> Screen:
    """Return the public card of a record; `name` is the artist's, `zone` the reader's."""
    buttons = work_buttons(
        *(t, record, links, CARD),
        liked=liked,
        mine=mine,
        welcome=welcome,
        answer=answer,
        comments=comments,
    )
    return framed(t, record, buttons, foot=_foot(t, record, name), public=True, zone=zone)


def pushed(
    t: Texts,
    record: Entity,
    links: Links,
    *,
    name: str,
    liked: bool,
    welcome: bool,
    answer: str | None = None,
    campaign: str = "",
    again: bool = False,
    why: str = "",
    album: str | None = None,
    zone: str | None = None,
    comments: int | None = None,
) -> Screen:
    """Return what a follower gets when an artist, of that name, tells of a record.

    `why`, if it is not told as any record is; `album`: of which it is the first song; `zone` is the
    reader's. A song comes as one to play: a card would want a press for the song, and
    another to play it.
    """
    own = f"pushed-{why or record.family}"
    note = t("pushed-again" if again else own if own in t else "pushed", name=name)
    buttons = work_buttons(
        *(t, record, links, PUSHED),
        liked=liked,
        welcome=welcome,
        campaign=campaign,
        answer=answer,
        comments=comments,
    )
    if album:
        whole = keys.button(t.plain("album-open"), Album(artist=record.owner, id=album, page=0))
        buttons = keys.markup([whole], *buttons.inline_keyboard)
    media, picture = above(record, first=Kind.AUDIO)
    if isinstance(record, Track) and played(record):
        return Screen(paragraphs(note, player(t, record)), buttons, media)
    limit = TEXT if media is None else CAPTION
    text = card_text(t, record, limit=limit, note=note, public=True, zone=zone)
    return Screen(text, buttons, media, picture)


def _foot(t: Texts, record: Entity, name: str) -> Html | None:
    numbers = counts(t, record, [c for c in _PUBLIC if c in record.counters()])
    by = whose(t, record, name)
    return t("card-foot", by=by, numbers=numbers) if by and numbers else by or numbers


def player(t: Texts, track: Track) -> Html:
    """Return what stands under a song that plays."""
    if track.artist:
        return t("player", title=track.title, artist=track.artist)
    return t("card-title", title=track.title)


def work_buttons(
    t: Texts,
    record: Entity,
    links: Links,
    place: str,
    *,
    liked: bool = False,
    mine: bool = False,
    gifts: Sequence[InlineKeyboardButton] = (),
    welcome: bool = True,
    campaign: str = "",
    answer: str | None = None,
    source: str | None = None,
    following: str | None = None,
    comments: int | None = None,
) -> InlineKeyboardMarkup:
    """Return the buttons of a public record, for the place where they stand.

    `gifts` are buttons that pay the artist, for a card in somebody's chat, which is a `source`;
    elsewhere one leads to them, if support is `welcome`. `campaign`: by which it was announced;
    `answer`: what the reader answered to a concert; `following`: the song that comes after one on
    its album; so many `comments` there are, None: there are to be none.
    """
    family, artist, id = record.family, record.owner, record.id
    row: list[InlineKeyboardButton] = []
    comes = shows.rsvp(t, record, place, answer) if isinstance(record, Concert) else []
    if "likes" in record.counters():
        n: int = getattr(record, "likes", 0)
        like = Like(place=place, family=family, artist=artist, id=id)
        row.append(keys.button(t.plain("liked" if liked else "like", n=n), like))
    if playable(record):
        plays = place == PLAYER or (place == PUSHED and played(record))
        if not plays and place != SHARED:
            row.append(keys.button(t.plain("listen"), Listen(artist=artist, id=id)))
        elif plays:
            row.append(keys.button(t.plain("download"), Download(artist=artist, id=id)))
    if place == SHARED:
        opens = t.plain("listen" if playable(record) else "open")
        row.append(keys.link(opens, links.to(artist, family, id, source=source)))
        if comments is not None:
            said = links.to_comments(artist, family, id, source=source)
            row.append(keys.link(t.plain("comments", n=comments), said))
        ways = [
            keys.button(t.plain("follow"), Follow(artist=artist, on=True)),
            keys.link(t.plain("artist-page"), links.to(artist, source=source)),
        ]
        return keys.markup(comes, row, *_web(t, record), gifts, ways)
    if query := pack(artist, family, id):
        row.append(keys.share(t, query))
    rows = [comes, row, *_web(t, record), _to_take_along(t, record)]
    give = [give_key(t, artist, f"{family}:{id}")] if welcome and not mine else []
    about = [*give, *([threads.key(t, record, comments)] if comments is not None else [])]
    if not mine and place != PUSHED:
        report = Report(family=family, artist=artist, id=id)
        about.append(keys.button(t.plain("report"), report))
    rows.append(about)
    if place == PUSHED:
        page = keys.button(t.plain("artist-page"), Pushed(artist=artist, campaign=campaign))
        ways = [page, keys.less(t, artist, family)]
        return keys.markup(*rows, ways)
    return keys.markup(*rows, _ways_on(t, record, place, mine=mine, following=following))


def evidence(t: Texts, record: Entity, name: str, zone: str | None) -> Screen:
    """Return a record as people see and hear it, for whoever has to judge it."""
    media, picture = above(record, first=Kind.AUDIO)
    limit = TEXT if media is None else CAPTION
    foot = _foot(t, record, name)
    text = card_text(t, record, limit=limit, foot=foot, public=True, zone=zone)
    return Screen(text, keys.markup(*_web(t, record)) if _web(t, record) else None, media, picture)


def _to_take_along(t: Texts, record: Entity) -> keys.Row:
    """Return what there is of a concert besides its card: for a calendar, on the map."""
    if not isinstance(record, Concert):
        return []
    artist, id = record.owner, record.id
    row = [keys.button(t.plain("map"), OnMap(artist=artist, id=id))]
    if showtime.starts(record) is not None:
        row.insert(0, keys.button(t.plain("calendar"), CalendarFile(artist=artist, id=id)))
    return row


def _ways_on(
    t: Texts, record: Entity, place: str, *, mine: bool, following: str | None
) -> keys.Row:
    family, artist, id = record.family, record.owner, record.id
    ways = [keys.button(t.plain("artist-page"), Artist(artist=artist))]
    if place == PLAYER:
        word = t.plain("next-title", title=following) if following else t.plain("next")
        ways.append(keys.button(word, Next(artist=artist, id=id)))
    if mine and place == CARD:
        ways.append(keys.button(t.plain("edit"), Card(family=family, id=id)))
    return ways


def _web(t: Texts, record: Entity) -> list[keys.Row]:
    """Return buttons for what a record links to: tickets, a video elsewhere, an artist's sites."""
    model, found = type(record), []
    for name in fields_of(model, Kind.LINK, Kind.VIDEO, Kind.AUDIO, Kind.LINKS):
        value = getattr(record, name)
        if not value:
            continue
        if isinstance(value, tuple):
            found += [keys.link(keys.site(t, address), address) for address in value]
        else:
            go = f"{model.family}.go-{name}"
            found.append(keys.link(t.plain(go if go in t else f"{model.family}.{name}"), value))
    return keys.grid((key for key in found if keys.opens(key.url or "")), 2)


def shared_artist(
    t: Texts,
    profile: Profile,
    links: Links,
    gifts: Sequence[InlineKeyboardButton] = (),
    *,
    source: str | None = None,
) -> InlineKeyboardMarkup:
    """Return the buttons of an artist's card in somebody's chat; `gifts` pay the artist."""
    return keys.markup(
        gifts,
        [
            keys.button(t.plain("follow"), Follow(artist=profile.owner, on=True)),
            keys.link(t.plain("open"), links.to(profile.owner, source=source)),
        ],
    )


def following(t: Texts, profiles: Sequence[Profile], *, page: int, total: int) -> Screen:
    rows: list[keys.Row] = [
        [keys.button(t.plain("found-artist", name=profile.label), Artist(artist=profile.owner))]
        for profile in profiles
    ]
    rows.append(keys.pager(t, page, total, lambda n: Following(page=n)))
    rows.append(
        [
            keys.button(t.plain("wants-key"), Wanted(artist=EVERYBODY)),
            keys.button(t.plain("home"), Home()),
        ]
    )
    text = t("following-list", n=total) if total else t("following-nobody")
    return Screen(text, keys.markup(*rows))
