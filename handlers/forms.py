"""One form for every kind of record: it asks fields one after another.

It asks as little as it can: the recording first, since a file brings its own title and length, then
what is required and still unknown. What comes out of a new one is a draft, shown as fans will see
it. A form is kept as JSON between messages and is read only for plain messages and its own buttons.

An update may be handled twice. A form remembers the last message it took, its buttons name the
field they belong to, and a record's id is settled before the first question; so the second time
does nothing, or the same again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel, ValidationError

from handlers import behalf, deeds, drafting, posted, profiles, switches, views, when
from handlers import keyboards as keys
from handlers.callbacks import (
    Back,
    Cancel,
    Clear,
    Done,
    Edit,
    Make,
    Month,
    More,
    New,
    Pick,
    ProfileEdit,
    SetCity,
    SketchEdit,
    Skip,
)
from handlers.desk import Desk
from handlers.errors import Refused
from handlers.fields import (
    SPOT,
    Answer,
    Asked,
    Choice,
    Unfit,
    Values,
    fields_of,
    fitting,
    gathered,
    kind,
    lead,
    optional,
    read,
    required,
)
from handlers.screen import Screen, show, strip
from handlers.table import Routes
from handlers.texts import Html
from storage import (
    ENTITIES,
    Action,
    AlreadyThere,
    City,
    Entity,
    Kind,
    NotFound,
    Person,
    Profile,
    UnknownEntity,
    Zone,
    model_of,
    new_id,
)

_WAKES_WITH = {Kind.CITY: Kind.ZONE, Kind.PRICE: Kind.CURRENCY}
"""What is asked after a field if its answer did not say it too."""

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


class Aside(Entity, family="aside"):
    """Something that is asked like a record and kept elsewhere: a subclass is all there is of it.

    `about` is what the form was opened with: the id of a donation, say.
    """

    asides: ClassVar[dict[str, type["Aside"]]] = {}
    ready: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Texts of ready answers, by field."""
    deed: ClassVar[str | None] = None
    """What is noted in the log of a page when this is kept, as `deeds` has it."""

    def __init_subclass__(cls, *, family: str, **kwargs: Any) -> None:
        super().__init_subclass__(family=family, **kwargs)
        cls.asides[family] = cls

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        """Keep what was answered; return what to show then. Twice must be as once."""
        raise NotImplementedError

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        """Return where the form was opened from."""
        return Screen(desk.t("cancelled"), keys.only_home(desk.t))


class Whereabouts(Aside, family="whereabouts"):
    """Where a person lives."""

    city: City
    zone: Zone | None = None

    FOR_QUIET: ClassVar[str] = "calm"
    """Asked for the quiet hours; else for the settings."""

    @classmethod
    async def keep(cls, desk: Desk, about: str, values: Values) -> Screen:
        return cls._shown(desk, about, await desk.people.settle(desk.me, **values))

    @classmethod
    async def leave(cls, desk: Desk, about: str) -> Screen:
        return cls._shown(desk, about, desk.person)

    @classmethod
    def _shown(cls, desk: Desk, about: str, person: Person) -> Screen:
        if about == cls.FOR_QUIET:
            return switches.calm(desk.t, person, desk.now)
        return views.settings(desk.t, person)


class Form(BaseModel):
    """A form as it is kept between messages. With nothing to ask it only remembers `taken`."""

    target: Literal["new", "draft", "record", "aside"]
    family: str
    id: str
    ask: list[str]
    """Fields still to ask, the current one first."""
    asked: list[str] = []
    told: list[str] = []
    """Fields that a record told before."""
    values: Values = {}
    now: str | None = None
    """What is edited, as `views.Asking` has it."""
    choices: list[Choice] = []
    """What an unclear answer can mean, for the buttons under the question."""
    screen: int | None = None
    """The message with the question."""
    taken: int = 0
    """The last message that was taken for an answer."""
    owner: str = ""
    """Whose page it was begun for."""
    need: list[str] = []
    """What was needed for that by whoever acts for them."""

    @property
    def model(self) -> type[Entity]:
        return Aside.asides.get(self.family) or model_of(self.family)

    @property
    def name(self) -> str:
        return self.ask[0]


def today(desk: Desk, form: Form) -> date:
    """Return the day where the thing takes place, else where the person is."""
    there = next((form.values.get(name) for name in fields_of(form.model, Kind.ZONE)), None)
    return desk.now.astimezone(ZoneInfo(there or desk.person.zone or "UTC")).date()


# Opening ---------------------------------------------------------------------------------------


async def new(query: CallbackQuery, callback_data: New, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.CREATE)
    await start(query, desk, model, {})


async def make(query: CallbackQuery, callback_data: Make, desk: Desk) -> None:
    model, message = allowed(callback_data.family, Action.CREATE), source(query)
    await start(query, desk, model, gathered(model, message), id=id_from(message))


def source(query: CallbackQuery) -> Message:
    """Return the message that the pressed message replies to."""
    replied = query.message.reply_to_message if isinstance(query.message, Message) else None
    if replied is None:
        raise Refused("outdated")
    return replied


def id_from(message: Message) -> str:
    """Return an id for what a message becomes: the same again if that is handled again."""
    number, tail = message.message_id, ""
    while number:
        number, digit = divmod(number, 36)
        tail = _BASE36[digit] + tail
    return f"{int(message.date.timestamp() * 1000)}-{tail:0>9}"


async def start(
    event: CallbackQuery | Message,
    desk: Desk,
    model: type[Entity],
    values: Values,
    *,
    id: str | None = None,
) -> None:
    """Ask what a new record still needs; if nothing, show the draft at once."""
    values = await with_artist(desk, model, values)
    first = lead(model)
    has_lead = first is None or _known(model, values, first)
    names = [] if has_lead or first is None else [first]
    names += [name for name in required(model) if name not in values]
    form = Form(
        target="new", family=model.family, id=id or new_id(desk.now), ask=names, values=values
    )
    await _go_on(event, desk, form)


async def with_artist(desk: Desk, model: type[Entity], values: Values) -> Values:
    """Return the values with the artist's own name where a record wants one and has none."""
    if "artist" not in model.own_fields() or values.get("artist"):
        return values
    profile = await desk.records.profile(desk.me)
    return values | {"artist": profile.name if profile else profiles.artist_name(desk)}


async def edit(query: CallbackQuery, callback_data: Edit, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.EDIT)
    record = await desk.records.get(model, desk.me, callback_data.id)
    await _edit(query, desk, "record", record, callback_data.field)


async def edit_sketch(query: CallbackQuery, callback_data: SketchEdit, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.CREATE)
    draft = await desk.drafts.get(model, desk.me, callback_data.id)
    await _edit(query, desk, "draft", draft, callback_data.field)


async def edit_profile(query: CallbackQuery, callback_data: ProfileEdit, desk: Desk) -> None:
    profile = await desk.records.profile(desk.me) or profiles.new(desk)
    await _edit(query, desk, "record", profile, callback_data.field)


async def set_city(query: CallbackQuery, callback_data: SetCity, desk: Desk) -> None:
    await ask(query, desk, Whereabouts, about=desk.me)


async def ask(
    event: CallbackQuery | Message, desk: Desk, aside: type[Aside], *, about: str = ""
) -> None:
    """Ask for an aside."""
    form = Form(target="aside", family=aside.family, id=about, ask=required(aside))
    await _go_on(event, desk, form)


async def more(query: CallbackQuery, callback_data: More, desk: Desk) -> None:
    model = allowed(callback_data.family, Action.CREATE)
    draft = await desk.drafts.get(model, desk.me, callback_data.id)
    form = Form(
        target="draft",
        family=model.family,
        id=draft.id,
        ask=views.untold(draft),
        told=views.all_told(draft),
    )
    await _go_on(query, desk, form)


async def _edit(
    query: CallbackQuery,
    desk: Desk,
    target: Literal["draft", "record"],
    record: Entity,
    name: str,
) -> None:
    if name not in record.own_fields():
        raise Refused("outdated")
    form = Form(
        target=target,
        family=record.family,
        id=record.id,
        ask=[name],
        told=views.all_told(record),
        now=views.present(desk.t, record, name),
    )
    await _ask(query, desk, form)


def allowed(family: str, action: Action) -> type[Entity]:
    """Return the model of a family if people may do this with its records through menus.

    Raises:
        UnknownEntity: there is no such model.
        Refused: there is, but this is not done with it.

    """
    model = model_of(family)
    if model not in ENTITIES or action not in model.actions:
        raise Refused("outdated")
    return model


# Answering -------------------------------------------------------------------------------------


async def answer(message: Message, desk: Desk) -> bool:
    """Take a plain message for an answer; say whether it was one.

    A song or a photo that the question did not ask for is none: it starts something of its own, and
    the form waits.
    """
    form = await _kept(desk)
    if form is None:
        return False
    if message.message_id <= form.taken:
        return True  # handled before
    if not form.ask or (message.text is None and not _wants(form, message)):
        return False
    desk = await _resumed(desk, form)
    asked = Asked(desk.t, form.model, form.name, today(desk, form))
    try:
        said = await asyncio.to_thread(read, asked, message)  # may look through all cities
    except Unfit as error:
        own = f"{form.family}.unfit-{form.name}"
        problem = desk.t(own) if own in desk.t else desk.t(error.key, **error.args_of_text)
        await _ask(message, desk, form, problem=problem)
        return True
    form.taken = message.message_id
    await _take(message, desk, form, said)
    return True


def _wants(form: Form, message: Message) -> bool:
    wanted: dict[Kind, object] = {
        Kind.AUDIO: message.audio,
        Kind.VIDEO: message.video,
        Kind.PICTURE: message.photo,
        Kind.VENUE: message.venue or message.location,
    }
    return bool(wanted.get(kind(form.model, form.name)))


async def skip(query: CallbackQuery, callback_data: Skip, desk: Desk) -> None:
    form, desk = await _open(desk, callback_data.field)
    if not optional(form.model, form.name):
        raise Refused("outdated")
    await _take(query, desk, form, Answer())


async def done(query: CallbackQuery, callback_data: Done, desk: Desk) -> None:
    form, desk = await _open(desk, callback_data.field)
    if form.target == "new" or not optional(form.model, form.name):
        raise Refused("outdated")
    form.ask = []
    await _go_on(query, desk, form)


async def clear(query: CallbackQuery, callback_data: Clear, desk: Desk) -> None:
    form, desk = await _open(desk, callback_data.field)
    if not optional(form.model, form.name):
        raise Refused("outdated")
    files = (form.model.file_of(form.name), form.model.unique_of(form.name))
    empty = dict.fromkeys(name for name in (form.name, *files) if name)
    await _take(query, desk, form, Answer(empty))


async def back(query: CallbackQuery, callback_data: Back, desk: Desk) -> None:
    """Return to the question itself from what an answer may mean, else to the one before."""
    form, desk = await _open(desk, callback_data.field)
    if form.choices:
        form.choices = []
    elif form.asked:
        form.ask.insert(0, form.asked.pop())
    else:
        raise Refused("outdated")
    await _ask(query, desk, form)


async def pick(query: CallbackQuery, callback_data: Pick, desk: Desk) -> None:
    form, desk = await _open(desk, callback_data.field)
    value = callback_data.value
    if form.choices:
        if not value.isdecimal() or int(value) >= len(form.choices):
            raise Refused("outdated")
        said = Answer(form.choices[int(value)].values)
    else:
        said = Answer(_picked(desk, form, value))
    await _take(query, desk, form, said)


def _picked(desk: Desk, form: Form, value: str) -> Values:
    of_kind = kind(form.model, form.name)
    ready = views.ready(desk.t, form.model, form.name)
    try:
        answer = ready.get(value) if ready else views.unpick(of_kind, value)
        values = fitting(form.model, {form.name: answer})
    except Unfit:
        raise Refused("outdated") from None
    if of_kind is Kind.DATE:
        _on_calendar(date.fromisoformat(value), desk, form)
    return values


def _on_calendar(day: date, desk: Desk, form: Form) -> None:
    first = today(desk, form)
    if not 0 <= (day.year - first.year) * 12 + day.month - first.month <= when.AHEAD:
        raise Refused("outdated")


async def turn(query: CallbackQuery, callback_data: Month, desk: Desk) -> None:
    form, desk = await _open(desk, callback_data.field)
    try:
        month = date.fromisoformat(f"{callback_data.month}-01")
    except ValueError:
        raise Refused("outdated") from None
    _on_calendar(month, desk, form)
    await _ask(query, desk, form, month=month)


async def cancel(query: CallbackQuery, callback_data: Cancel, desk: Desk) -> None:
    form = await _kept(desk)
    await desk.forms.drop(desk.actor)
    if form is None or not form.ask:
        await show(desk.bot, query, Screen(desk.t("cancelled"), keys.only_home(desk.t)))
        return
    await _return(query, await _resumed(desk, form), form)


async def _kept(desk: Desk) -> Form | None:
    stored = await desk.forms.get(desk.actor)
    if stored is None:
        return None
    try:
        form = Form.model_validate(stored)
        known = form.model.own_fields().keys() >= {*form.ask, *form.asked}
    except (ValidationError, UnknownEntity):
        return None  # of another release
    return form if known else None


async def _open(desk: Desk, field: str) -> tuple[Form, Desk]:
    """Return the form if it asks this field now, and the desk at which it is answered."""
    form = await _kept(desk)
    if form is None or not form.ask or form.name != field:
        raise Refused("outdated")
    return form, await _resumed(desk, form)


async def _resumed(desk: Desk, form: Form) -> Desk:
    """Return the desk of whoever a form was begun for.

    Raises:
        Refused: whoever fills it in may do so no more; then it is left.

    """
    try:
        return await behalf.resumed(desk, form.owner, form.need)
    except Refused:
        await desk.forms.drop(desk.actor)
        raise


# Going on --------------------------------------------------------------------------------------


async def _take(event: CallbackQuery | Message, desk: Desk, form: Form, said: Answer) -> None:
    """Keep one answer, and go on; or ask which of several it means."""
    if said.choices:
        form.choices = said.choices
        await _ask(event, desk, form)
        return
    form.choices = []
    form.values |= said.values
    form.values |= _void(form)
    known = form.told + [k for k, v in form.values.items() if v is not None]
    form.values |= {k: v for k, v in said.hints.items() if k not in known}
    name, *rest = form.ask
    told = {k for k, v in form.values.items() if v is not None}
    rest = [left for left in rest if left not in told]
    if form.now is None and said.values and name not in said.values:  # the time, but not the day
        form.ask = [name, *rest]
    else:
        form.asked.append(name)
        form.ask = [*_woken(form, name, said), *rest]
        form.now = None
    await _go_on(event, desk, form)


def _void(form: Form) -> Values:
    """Return what another venue or city empties: the spot that a map showed of the one before."""
    if kind(form.model, form.name) not in (Kind.VENUE, Kind.CITY):
        return {}
    fields = form.model.model_fields
    return {name: None for name in SPOT if name in fields and form.values.get(name) is None}


def _woken(form: Form, name: str, said: Answer) -> list[str]:
    """Return the field that this answer makes necessary, if it was not told with it or before.

    Another city makes the zone of the one before void; another price leaves its currency.
    """
    follower = _WAKES_WITH.get(kind(form.model, name))
    if follower is None or not said.values.get(name):
        return []
    told = dict.fromkeys(form.told, True) | form.values
    return [other for other in fields_of(form.model, follower) if told.get(other) is None]


async def _go_on(event: CallbackQuery | Message, desk: Desk, form: Form) -> None:
    if form.ask:
        await _ask(event, desk, form)
    else:
        await _finish(event, desk, form)


async def _ask(
    event: CallbackQuery | Message,
    desk: Desk,
    form: Form,
    *,
    problem: Html | None = None,
    month: date | None = None,
) -> None:
    """Put the question: in place of the message whose button was pressed, else below."""
    screen = views.question(
        desk.t,
        form.model,
        form.name,
        views.Asking(
            before=form.asked,
            after=form.ask[1:],
            is_new=form.target == "new",
            values=form.values,
            choices=form.choices,
            problem=problem,
            now=form.now,
            today=today(desk, form),
            month=month,
        ),
    )
    before, form.screen = form.screen, await show(desk.bot, event, screen)
    await _clear_away(event, desk, before)
    form.owner, form.need = desk.me, sorted(desk.behalf.need) if desk.behalf else []
    await desk.forms.put(desk.actor, form.model_dump(mode="json"))


async def _finish(event: CallbackQuery | Message, desk: Desk, form: Form) -> None:
    """Store what was filled in, and show it."""
    try:
        screen = await _stored(desk, form, once=_named(event))
    except (NotFound, AlreadyThere):  # deleted or published meanwhile
        await desk.forms.drop(desk.actor)
        raise
    await show(desk.bot, event, screen)
    await _clear_away(event, desk, form.screen)
    closed = Form(target=form.target, family=form.family, id=form.id, ask=[], taken=form.taken)
    await desk.forms.put(desk.actor, closed.model_dump(mode="json"))


def _named(event: CallbackQuery | Message) -> str:
    return event.id if isinstance(event, CallbackQuery) else str(event.message_id)


async def _stored(desk: Desk, form: Form, *, once: str) -> Screen:
    match form.target:
        case "new":
            draft = form.model.new(desk.me, now=desk.now, id=form.id, **form.values)
            await desk.drafts.put(draft)
            return await drafting.screen(desk, draft)
        case "draft":
            draft = await desk.drafts.get(form.model, desk.me, form.id)
            draft = draft.changed(**form.values, updated_at=desk.now)
            await desk.drafts.put(draft)
            await posted.renew(desk, draft.family, draft.owner, draft.id)  # it may be announced
            return await drafting.screen(desk, draft)
        case "record":
            if form.model is Profile:
                await profiles.ensure(desk)
            was = await desk.records.get(form.model, desk.me, form.id)
            record = was.changed(**form.values, updated_at=desk.now)
            left = await desk.albums.last_of(was.owner, was.id)
            await desk.records.replace(record)
            await deeds.note_edit(desk, was, record, once=once)
            await posted.renew(desk, record.family, record.owner, record.id, left=left)
            return views.own(desk.t, record, desk.links, note="saved", zone=desk.person.zone)
        case "aside":
            aside = Aside.asides[form.family]
            screen = await aside.keep(desk, form.id, form.values)
            if aside.deed:
                await deeds.note(desk, aside.deed, once=once)
            return screen


async def _clear_away(event: CallbackQuery | Message, desk: Desk, question: int | None) -> None:
    """Take the buttons from a question that has been answered in words."""
    if isinstance(event, Message) and question is not None:
        await strip(desk.bot, event.chat.id, question)


async def _return(query: CallbackQuery, desk: Desk, form: Form) -> None:
    """Show where a form was entered from."""
    t = desk.t
    match form.target:
        case "new":
            screen = Screen(t("cancelled"), keys.only_home(t))
        case "draft":
            draft = await desk.drafts.get(form.model, desk.me, form.id)
            screen = await drafting.screen(desk, draft)
        case "record":
            if form.model is Profile:
                screen = await profiles.screen(desk)
            else:
                record = await desk.records.get(form.model, desk.me, form.id)
                screen = views.own(t, record, desk.links, zone=desk.person.zone)
        case "aside":
            screen = await Aside.asides[form.family].leave(desk, form.id)
    await show(desk.bot, query, screen)


def _known(model: type[Entity], values: dict[str, Any], name: str) -> bool:
    """Tell whether a field with a recording or a picture is filled, by a link or by a file."""
    file = model.file_of(name)
    return bool(values.get(name) or (file and values.get(file)))


ROUTES = Routes(
    menus={
        New: new,
        Make: make,
        Edit: edit,
        SketchEdit: edit_sketch,
        ProfileEdit: edit_profile,
        SetCity: set_city,
        More: more,
    },
    questions={
        Skip: skip,
        Done: done,
        Clear: clear,
        Back: back,
        Pick: pick,
        Month: turn,
        Cancel: cancel,
    },
)
