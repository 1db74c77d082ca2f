"""The screens of one's own things: pure functions from records to text and buttons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers import keyboards as keys
from handlers import payouts, report_screens, shows, when
from handlers.callbacks import (
    AlbumChats,
    AlbumLater,
    Announce,
    Artist,
    Back,
    CampaignList,
    Cancel,
    Card,
    Chats,
    CityShown,
    Clear,
    Coins,
    Comments,
    CommentsSet,
    Delete,
    Discard,
    Donations,
    Done,
    Edit,
    Fields,
    Find,
    Following,
    FromTelegram,
    Home,
    Import,
    Language,
    LinkAdd,
    LinkDrop,
    LinkUp,
    Listing,
    Make,
    MakeAvatar,
    Managers,
    Month,
    More,
    NameAlbum,
    New,
    Outings,
    OwnAlbum,
    OwnAlbums,
    OwnFans,
    OwnLinks,
    OwnProfile,
    PageFile,
    Pick,
    ProfileEdit,
    ProfileLook,
    ProfileSongs,
    Publish,
    PublishAll,
    PublishAllTo,
    PublishLater,
    PublishTo,
    SetCity,
    Settings,
    Sketch,
    SketchChats,
    SketchEdit,
    Sketches,
    SketchFields,
    Skip,
    Stats,
    StatsTrack,
    Studio,
    StudioMore,
    TakeFrom,
    TakenList,
    Undo,
    Wanted,
    Whose,
    Work,
)
from handlers.cards import clip, counts, entry, framed, told
from handlers.fields import (
    CURRENCIES,
    GENRES,
    SPOT,
    Choice,
    Values,
    clock,
    day,
    fields_of,
    kind,
    optional,
    shown,
)
from handlers.link_screens import PAGE, links_key
from handlers.links import Links, pack, pack_album
from handlers.screen import Media, Screen
from handlers.texts import LOCALES, Html, Texts, lines, paragraphs, quoted
from storage import (
    COMMENTED,
    ENTITIES,
    EVERYBODY,
    Action,
    Concert,
    Entity,
    Kind,
    Person,
    Profile,
    Totals,
    thread_of,
)

_SONGS = 30  # that one screen names
_CHATS = 5  # that a line names
_CHAT = 30  # characters of the name of each
_LINK = 60  # characters of a link in a list of them
_PRESENT = 500  # characters of a present value that remind of it


# Home ------------------------------------------------------------------------------------------


def newcomer(t: Texts, *, works: bool = False) -> Screen:
    """Return the home of somebody who has published nothing: a fan, or an artist to be.

    Who `works` for artists as their manager has the way there.
    """
    return Screen(
        t("home-newcomer"),
        keys.markup(
            [
                keys.button(t.plain("find"), Find()),
                keys.button(t.plain("following"), Following(page=0)),
            ],
            [
                keys.button(t.plain("my-concerts"), Outings(page=0)),
                keys.button(t.plain("coins"), Coins(page=0)),
            ],
            [
                keys.button(t.plain("studio"), Studio()),
                keys.button(t.plain("settings"), Settings()),
            ],
            [keys.button(t.plain("whose-page"), Whose(artist=""))] if works else [],
        ),
    )


def broken_link(t: Texts) -> Screen:
    """Return what is said of a link that leads nowhere: it was cut off, or made up."""
    ways = [keys.button(t.plain("find"), Find()), keys.button(t.plain("home"), Home())]
    return Screen(t("link-broken"), keys.markup(ways))


def vanished(t: Texts, artist: str, name: str) -> Screen:
    """Return what is said of a link to a record that its artist has taken away."""
    page = keys.button(t.plain("artist-page"), Artist(artist=artist))
    return Screen(t("link-vanished", name=name), keys.markup([page]))


def studio(
    t: Texts,
    profile: Profile | None,
    totals: Totals,
    *,
    coins: int,
    songs: int = 0,
    works: bool = False,
) -> Screen:
    """Return the home of an artist: the numbers, and every kind of record.

    `songs`: so many are on the Telegram profile of one who has published nothing yet.
    """
    if profile is None:
        text = t("home-artist-empty")
    else:
        text = t(
            "home-artist",
            name=profile.label,
            plays=totals.plays,
            likes=totals.likes,
            followers=profile.subscribers,
            tracks=totals.tracks,
            coins=coins,
        )
    kinds = [
        keys.button(t.plain(f"{m.family}.all"), Listing(family=m.family, page=0)) for m in ENTITIES
    ]
    return Screen(
        text,
        keys.markup(
            [keys.button(t.plain("shelf-found", n=songs), ProfileSongs(page=0), style="primary")]
            if songs
            else [],
            *keys.grid(kinds, 2),
            [
                keys.button(t.plain("numbers"), Stats()),
                keys.button(t.plain("profile"), OwnProfile()),
            ],
            [
                keys.button(t.plain("own-fans"), OwnFans()),
                keys.button(t.plain("campaigns"), CampaignList(page=0)),
            ],
            [
                keys.button(t.plain("chats"), Chats()),
                keys.button(t.plain("donations"), Donations(page=0)),
            ],
            [
                keys.button(t.plain("find"), Find()),
                keys.button(t.plain("following"), Following(page=0)),
            ],
            [
                keys.button(t.plain("studio-more"), StudioMore()),
                keys.button(t.plain("settings"), Settings()),
            ],
            [keys.button(t.plain("whose-page"), Whose(artist=""))] if works else [],
        ),
    )


def studio_more(t: Texts) -> Screen:
    """Return what an artist needs more rarely than what the studio has."""
    return Screen(
        t("home-artist-more"),
        keys.markup(
            [payouts.key(t)],
            [keys.button(t.plain("managers"), Managers())],
            [keys.button(t.plain("my-concerts"), Outings(page=0))],
            [keys.button(t.plain("coins"), Coins(page=0))],
            [keys.button(t.plain("back"), Studio())],
        ),
    )


# One's own records ------------------------------------------------------------------------------


def own(
    t: Texts,
    record: Entity,
    links: Links,
    *,
    note: str | None = None,
    zone: str | None = None,
) -> Screen:
    """Return one of the reader's own records, public already, with its numbers."""
    if isinstance(record, Profile):
        return own_profile(t, record, links, note=note)
    return framed(
        t,
        record,
        own_buttons(t, record, links),
        note=t(note) if note else None,
        foot=counts(t, record, record.counters()) or None,
        zone=zone,
    )


def published(
    t: Texts,
    record: Entity,
    links: Links,
    *,
    first: bool,
    has_photo: bool = False,
    followers: int = 0,
    chats: Sequence[str] = (),
    zone: str | None = None,
) -> Screen:
    """Return a record that has just become public, with its link to pass on.

    `chats` are being told of it; `has_photo`: the page that the `first` brings has one already.
    """
    first_word = "published-first-photo" if has_photo else "published-first"
    link = links.to(record.owner, record.family, record.id)
    return framed(
        t,
        record,
        own_buttons(t, record, links, followers=followers),
        note=t(first_word if first else "published"),
        foot=paragraphs(_told_in(t, chats), t("card-link", link=link)),
        zone=zone,
    )


def back_to(t: Texts, model: type[Entity]) -> InlineKeyboardButton:
    """Return the way to the list of a kind."""
    text = t.plain("back-to", what=t.plain(f"{model.family}.all"))
    return keys.button(text, Listing(family=model.family, page=0))


def own_buttons(
    t: Texts, record: Entity, links: Links, *, followers: int | None = None
) -> InlineKeyboardMarkup:
    """Return the buttons of one's own record; `followers` can be told of it, None: nobody knows."""
    owner, family, id = record.owner, record.family, record.id
    query = pack(owner, family, id)
    shared = [keys.share(t, query)] if query else []
    ways = []
    if Action.EDIT in record.actions:
        ways.append(keys.button(t.plain("edit"), Fields(family=family, id=id)))
    if "plays" in record.counters():
        ways.append(keys.button(t.plain("numbers"), StatsTrack(id=id)))
    ways.append(links_key(t, family, id))
    if family in COMMENTED:
        thread = Comments(**thread_of(record)._asdict())
        ways.append(keys.button(t.plain("comments-set"), thread))
    last = [keys.button(t.plain("as-seen"), Work(artist=owner, family=family, id=id))]
    if Action.DELETE in record.actions:
        last.append(keys.button(t.plain("delete"), Delete(family=family, id=id)))
    off = isinstance(record, Concert) and record.cancelled
    tell = t.plain("announce") if followers is None else t.plain("announce-n", n=followers)
    more = shows.own_rows(t, record) if isinstance(record, Concert) else []
    return keys.markup(
        [keys.button(tell, Announce(family=family, id=id))] if followers != 0 and not off else [],
        [*shared, keys.copy(t, links.to(owner, family, id))],
        *keys.grid(ways, 2),
        *more,
        last,
        [back_to(t, type(record))],
    )


def own_profile(
    t: Texts, profile: Profile, links: Links, *, note: str | None = None, is_public: bool = True
) -> Screen:
    """Return the reader's profile, each field a button; and the ways to the page there is of it."""
    edits = [
        keys.button(
            t.plain(f"profile.{name}"), OwnLinks() if name == "links" else ProfileEdit(field=name)
        )
        for name in profile.own_fields()
    ]
    rows = keys.grid(edits, 2)
    if not told(profile, "avatar") or not profile.bio:
        rows.append([keys.button(t.plain("from-telegram"), FromTelegram())])
    if is_public:
        address, query = links.to(profile.owner), pack(profile.owner)
        rows.append([*([keys.share(t, query)] if query else []), keys.copy(t, address)])
        rows.append([links_key(t, PAGE), keys.button(t.plain("as-seen"), ProfileLook())])
        verify = [] if profile.is_verified else report_screens.verify_key(t)
        rows.append([keys.button(t.plain("comments-set"), CommentsSet()), *verify])
    rows.append([keys.button(t.plain("page-take"), PageFile())])
    buttons = keys.markup(*rows, [keys.button(t.plain("home"), Home())])
    lacks = [
        t(f"profile-lacks-{name}") for name in ("avatar", "bio", "links") if not told(profile, name)
    ]
    foot = lines(*lacks) if lacks else None
    return framed(t, profile, buttons, note=t(note) if note else None, foot=foot)


def page_links(
    t: Texts, links: Sequence[tuple[str, str]], most: int, *, note: Html | None = None
) -> Screen:
    """Return the links of the reader's page, in their order, each with its code."""
    rows: list[keys.Row] = []
    said = []
    for number, (code, link) in enumerate(links):
        name = keys.site(t, link)
        said.append(t("links-line", name=name, link=keys.clip(link, _LINK)))
        down = keys.button(t.plain("link-drop", name=name), LinkDrop(code=code))
        up = keys.button(t.plain("link-up", name=name), LinkUp(code=code))
        rows.append([up, down] if number else [down])
    if len(links) < most:
        rows.append([keys.button(t.plain("link-add"), LinkAdd())])
    rows.append([keys.button(t.plain("back"), OwnProfile())])
    text = t("links-some", n=most) if links else t("links-none", n=most)
    return Screen(paragraphs(note, text, lines(*said) if said else None), keys.markup(*rows))


def from_telegram(t: Texts, photo: str | None, bio: str | None) -> Screen:
    """Return what a Telegram profile has that a page could take."""
    takes = []
    if photo:
        takes.append(keys.button(t.plain("take-photo"), TakeFrom(what="photo")))
    if bio:
        takes.append(keys.button(t.plain("take-bio"), TakeFrom(what="bio")))
    return Screen(
        paragraphs(t("from-telegram-head"), quoted(bio) if bio else None),
        keys.markup(*([one] for one in takes), [keys.button(t.plain("back"), OwnProfile())]),
        Media("photo", photo) if photo else None,
    )


def fields(t: Texts, record: Entity, *, draft: bool) -> InlineKeyboardMarkup:
    """Return the buttons to choose a field to edit, to go under the card as it is."""
    family, id = record.family, record.id
    edit = SketchEdit if draft else Edit
    edits = [
        keys.button(t.plain(f"{family}.{name}"), edit(family=family, id=id, field=name))
        for name in record.own_fields()
    ]
    back = Sketch(family=family, id=id) if draft else Card(family=family, id=id)
    return keys.markup(*keys.grid(edits, 2), [keys.button(t.plain("back"), back)])


# Drafts ----------------------------------------------------------------------------------------


def draft(
    t: Texts,
    record: Entity,
    *,
    note: Html | None = None,
    chats: Sequence[str] = (),
    told: bool = True,
    zone: str | None = None,
) -> Screen:
    """Return a draft as fans will see it; `chats` can be `told` when it is published."""
    foot = paragraphs(t("draft"), to_chats(t, chats) if told else None)
    buttons = draft_buttons(t, record, has_chats=bool(chats), to_chats=told)
    return framed(t, record, buttons, note=note, foot=foot, zone=zone)


def to_chats(t: Texts, chats: Sequence[str]) -> Html | None:
    """Return what is said of a draft that is told in chats, if there are any."""
    return t("draft-chats", chats=_named(t, chats)) if chats else None


def _told_in(t: Texts, chats: Sequence[str]) -> Html | None:
    return t("published-chats", chats=_named(t, chats)) if chats else None


def _named(t: Texts, chats: Sequence[str]) -> Html:
    return Html(", ".join(t("chat-named", title=keys.clip(one, _CHAT)) for one in chats[:_CHATS]))


def draft_buttons(
    t: Texts, record: Entity, *, has_chats: bool = False, to_chats: bool = True
) -> InlineKeyboardMarkup:
    family, id = record.family, record.id
    publish: CallbackData = Publish(family=family, id=id)
    switch: keys.Row = []
    if has_chats:
        if to_chats:
            publish = PublishTo(family=family, id=id)
        other = SketchChats(family=family, id=id, on=not to_chats)
        switch = [keys.toggle(t, t.plain("to-chats"), other, on=to_chats)]
    edit = [keys.button(t.plain("edit"), SketchFields(family=family, id=id))]
    if untold(record):
        edit.append(keys.button(t.plain("more"), More(family=family, id=id)))
    return keys.markup(
        [keys.button(t.plain("publish"), publish, style="success")],
        switch,
        edit,
        [keys.button(t.plain("later"), PublishLater(family=family, id=id))],
        [
            keys.button(t.plain("discard"), Discard(family=family, id=id, sure=False)),
            keys.button(t.plain("home"), Home()),
        ],
    )


def untold(record: Entity) -> list[str]:
    """Return the fields that a draft may still tell, those aside that come along with others."""
    along = {Kind.ZONE, Kind.CURRENCY, Kind.DURATION}
    return [
        name
        for name, field in record.own_fields().items()
        if not field.is_required()
        and kind(type(record), name) not in along
        and not told(record, name)
    ]


def all_told(record: Entity) -> list[str]:
    return [name for name in record.own_fields() if told(record, name)]


def discard(t: Texts, record: Entity) -> InlineKeyboardMarkup:
    family, id = record.family, record.id
    sure = Discard(family=family, id=id, sure=True)
    return keys.markup(
        [keys.button(t.plain("discard-sure"), sure, style="danger")],
        [keys.button(t.plain("back"), Sketch(family=family, id=id))],
    )


def album(
    t: Texts,
    songs: Sequence[str],
    album: str,
    family: str,
    *,
    name: str = "",
    chats: Sequence[str] = (),
    told: bool = True,
) -> Screen:
    """Return the one answer to an album of songs: what became drafts.

    `name` is what the album is called; `chats` can be `told` when they are published.
    """
    listed = [keys.clip(song) for song in songs[:_SONGS]]
    if more := len(songs) - len(listed):
        listed.append(t.plain("album-more", n=more))
    text = t("album", n=len(songs), songs="\n".join(listed))
    if name:
        text = paragraphs(t("album-title", title=name), text)
    told = told and bool(chats)
    publish = PublishAllTo(album=album) if told else PublishAll(album=album)
    other, naming = AlbumChats(album=album, on=not told), NameAlbum(album=album)
    return Screen(
        paragraphs(text, to_chats(t, chats) if told else None),
        keys.markup(
            [keys.button(t.plain("publish-all", n=len(songs)), publish, style="success")],
            [keys.toggle(t, t.plain("to-chats"), other, on=told)] if chats else [],
            [
                keys.button(t.plain("album-rename" if name else "album-name"), naming),
                keys.button(t.plain("later"), AlbumLater(album=album)),
            ],
            [keys.button(t.plain("drafts-look"), Sketches(family=family, page=0))],
        ),
    )


def album_published(
    t: Texts,
    model: type[Entity],
    n: int,
    artist: str,
    links: Links,
    *,
    album: str | None = None,
    chats: Sequence[str] = (),
) -> Screen:
    """Return how many songs have just become public, on which `album`, if they are on one.

    `chats` are being told of them.
    """
    link, query = links.to(artist), pack(artist)
    if album:
        link, query = links.to_album(artist, album), pack_album(artist, album)
    return Screen(
        paragraphs(
            t("disc-published" if album else "album-published", n=n, link=link), _told_in(t, chats)
        ),
        keys.markup(
            [*([keys.share(t, query)] if query else []), keys.copy(t, link)],
            [keys.button(t.plain("album-order"), OwnAlbum(id=album, page=0))] if album else [],
            [keys.button(t.plain(f"{model.family}.all"), Listing(family=model.family, page=0))],
        ),
    )


def discarded(t: Texts, record: Entity) -> Screen:
    return Screen(t("discarded", title=record.label), keys.markup([back_to(t, type(record))]))


# Lists -----------------------------------------------------------------------------------------


def listing(
    t: Texts,
    model: type[Entity],
    records: Sequence[Entity],
    *,
    page: int,
    total: int,
    drafts: int = 0,
    taken: int = 0,
    albums: int | None = None,
) -> Screen:
    """Return one page of one's own records; beside it, drafts and what was taken down.

    Of tracks, with the ways to `albums` and for more.
    """
    family = model.family
    rows: list[keys.Row] = [
        [keys.button(entry(t, record), Card(family=family, id=record.id))] for record in records
    ]
    rows.append(keys.pager(t, page, total, lambda n: Listing(family=family, page=n)))
    if drafts:
        rows.append([keys.button(t.plain("drafts", n=drafts), Sketches(family=family, page=0))])
    if taken:
        rows.append([keys.button(t.plain("taken", n=taken), TakenList(family=family, page=0))])
    foot = [keys.button(t.plain("back"), Home())]
    if Action.CREATE in model.actions:
        foot.append(keys.button(t.plain(f"{family}.new"), New(family=family), style="primary"))
    if albums is not None:
        rows.append(
            [
                keys.button(t.plain("albums-n", n=albums), OwnAlbums(page=0)),
                keys.button(t.plain("shelf-key"), ProfileSongs(page=0)),
            ]
        )
    if f"{family}.import" in t:
        rows.append([keys.button(t.plain(f"{family}.import"), Import())])
    return Screen(_heading(t, model, total), keys.markup(*rows, foot))


def sketches(
    t: Texts, model: type[Entity], drafts: Sequence[Entity], *, page: int, total: int
) -> Screen:
    family = model.family
    rows: list[keys.Row] = [
        [keys.button(entry(t, record), Sketch(family=family, id=record.id))] for record in drafts
    ]
    rows.append(keys.pager(t, page, total, lambda n: Sketches(family=family, page=n)))
    return Screen(t("drafts-head", n=total), keys.markup(*rows, [back_to(t, model)]))


def _heading(t: Texts, model: type[Entity], total: int) -> Html:
    if total == 0:
        return t("list-empty", title=t(f"{model.family}.all"), empty=t(f"{model.family}.empty"))
    count = t(f"{model.family}.count", n=total)
    return t("list", title=t(f"{model.family}.all"), count=count)


def deleted(t: Texts, record: Entity) -> Screen:
    family = record.family
    return Screen(
        t("deleted", title=record.label),
        keys.markup(
            [keys.button(t.plain("undo"), Undo(family=family, id=record.id))],
            [back_to(t, type(record))],
        ),
    )


# The form --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking:
    """Where a form stands when it asks."""

    today: date
    before: Sequence[str] = ()
    """Fields that were asked already."""
    after: Sequence[str] = ()
    """Fields that will be asked."""
    is_new: bool = False
    values: Values = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    problem: Html | None = None
    now: str | None = None
    """The present value of what is edited; empty if there is none, None if nothing is edited."""
    month: date | None = None
    """The month that the calendar shows."""


def present(t: Texts, record: Entity, name: str) -> str:
    """Return the present value of a field, to remind of it."""
    return clip(shown(t, record, name) or "", _PRESENT)


def question(t: Texts, model: type[Entity], name: str, asking: Asking) -> Screen:
    family = model.family
    lines = [_ask_head(t, model, name, asking)]
    if said := _said(t, model, name, asking):
        lines.append(said)
    if asking.problem:
        lines.append(asking.problem)
    elif asking.choices:
        lines.append(t("ask-which"))
    else:
        own = f"{family}.ask-{name}"
        lines.append(t(own) if own in t else t(f"ask-{kind(model, name).name.lower()}"))
    if asking.now:
        lines.append(t("ask-present", value=asking.now))

    more = []
    if optional(model, name):
        if asking.now is None:
            more.append(keys.button(t.plain("skip"), Skip(field=name)))
        elif asking.now:
            more.append(keys.button(t.plain("clear"), Clear(field=name)))
        if not asking.is_new and (asking.before or asking.after):
            more.append(keys.button(t.plain("done"), Done(field=name)))
    last = [keys.button(t.plain("cancel"), Cancel())]
    if asking.before or asking.choices:
        last.insert(0, keys.button(t.plain("form-back"), Back(field=name)))
    rows = _choices(t, model, name, asking)
    return Screen(Html("\n\n".join(lines)), keys.markup(*rows, more, last))


def _ask_head(t: Texts, model: type[Entity], name: str, asking: Asking) -> Html:
    """Return what is asked and, of a new record, how much is left; day and time are one step."""
    if not asking.is_new:
        return t("ask-head", field=t(f"{model.family}.{name}"))
    steps = [n for n in (*asking.before, name, *asking.after) if kind(model, n) is not Kind.TIME]
    step = sum(kind(model, n) is not Kind.TIME for n in (*asking.before, name))
    if len(steps) < 2:
        return t("ask-head", field=t(model.family))
    return t("ask-head-new", kind=t(model.family), step=step, steps=len(steps))


def _said(t: Texts, model: type[Entity], name: str, asking: Asking) -> Html | None:
    """Return what was just told without what is asked now: a day, or a spot without its name."""
    if kind(model, name) is Kind.TIME:
        return _day_said(t, model, asking)
    if kind(model, name) is Kind.VENUE and asking.values.get(SPOT[0]) is not None:
        return t("ask-spot-said")
    return None


def _day_said(t: Texts, model: type[Entity], asking: Asking) -> Html | None:
    """Return the day that was just told, with its weekday, so that a misreading is seen at once."""
    name = next(fields_of(model, Kind.DATE), None)
    said = asking.values.get(name) if name else None
    return t("ask-day-said", day=day(t, date.fromisoformat(said))) if said else None


def _choices(t: Texts, model: type[Entity], name: str, asking: Asking) -> list[keys.Row]:
    """Return the ready answers."""
    if asking.choices:
        found = [
            keys.button(choice.label, Pick(field=name, value=str(n)))
            for n, choice in enumerate(asking.choices)
        ]
        return keys.grid(found, 1)
    if answers := ready(t, model, name):
        return _picks(name, [(text, number) for number, text in answers.items()], 1)
    match kind(model, name):
        case Kind.DATE:
            return _calendar(t, name, asking.month or asking.today, asking.today)
        case Kind.TIME:
            times = [(clock(t, at), f"{at:%H%M}") for at in when.offered_times()]
            return _picks(name, times, 4)
        case Kind.GENRE:
            return _picks(name, [(t.plain(f"genre-{code}"), code) for code in GENRES], 3)
        case Kind.CURRENCY:
            return _picks(name, [(f"{sign} {code}", code) for code, sign in CURRENCIES.items()], 3)
    return []


def ready(t: Texts, model: type[Entity], name: str) -> dict[str, str]:
    """Return the ready answers that a model has of its own, by the value of their buttons."""
    texts: Sequence[str] = getattr(model, "ready", {}).get(name, ())
    return {str(number): t.plain(key) for number, key in enumerate(texts)}


def _picks(name: str, options: Iterable[tuple[str, str]], width: int) -> list[keys.Row]:
    return keys.grid(
        (keys.button(text, Pick(field=name, value=value)) for text, value in options), width
    )


def unpick(kind: Kind, value: str) -> object:
    """Return the stored value of a ready answer."""
    match kind:
        case Kind.TIME:
            return f"{value[:2]}:{value[2:]}"
        case Kind.GENRE:
            return GENRES.get(value)
    return value


def _calendar(t: Texts, name: str, month: date, today: date) -> list[keys.Row]:
    """Return the days of a month to tap, and the ways to turn it."""
    before, after = when.turns(month.year, month.month, first=today)

    def to(year: int, number: int) -> Month:
        return Month(field=name, month=f"{year:04}-{number:02}")

    same = to(month.year, month.month)
    head = [keys.button(t.plain("month", month=month.month, year=str(month.year)), same)]
    if before:
        head.insert(0, keys.button(t.plain("page-back"), to(*before)))
    if after:
        head.append(keys.button(t.plain("page-on"), to(*after)))
    week = [keys.button(t.plain("weekday-short", weekday=n), same) for n in range(1, 8)]
    weeks = [
        [
            keys.button(t.plain("no-day"), same)
            if at is None
            else keys.button(str(at.day), Pick(field=name, value=at.isoformat()))
            for at in row
        ]
        for row in when.month(month.year, month.month, first=today)
    ]
    return [head, week, *weeks]


# What a message can become ---------------------------------------------------------------------


def offer(t: Texts, models: Iterable[type[Entity]], *, avatar: bool) -> Screen:
    makes = [keys.button(t.plain(m.family), Make(family=m.family)) for m in models]
    if avatar:
        makes.append(keys.button(t.plain("avatar"), MakeAvatar()))
    return Screen(t("offer"), keys.markup(*keys.grid(makes, 2)))


# Settings --------------------------------------------------------------------------------------


def settings(t: Texts, person: Person) -> Screen:
    languages: list[InlineKeyboardButton] = [
        keys.choice(t, t.plain(f"language-{code}"), Language(code=code), chosen=code == t.locale)
        for code in LOCALES
    ]
    where = t("settings-city", city=person.city) if person.city else t("settings-no-city")
    shown: keys.Row = []
    if person.city:
        other = CityShown(on=not person.shows_city)
        shown = [keys.toggle(t, t.plain("city-shown"), other, on=person.shows_city)]
    return Screen(
        paragraphs(t("settings-text", where=where), t("settings-counted") if shown else None),
        keys.markup(
            languages,
            [
                keys.button(t.plain("set-city"), SetCity()),
                keys.button(t.plain("wants-key"), Wanted(artist=EVERYBODY)),
            ],
            shown,
            shows.settings_row(t),
            [keys.button(t.plain("home"), Home())],
        ),
    )
