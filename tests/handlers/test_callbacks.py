"""One packed sample of every button ever released. Append; never change a line."""

import pytest
from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData

import handlers
from handlers import callbacks
from handlers.callbacks import (
    AdminCase,
    AdminCases,
    AgreeToBuy,
    Artist,
    Assign,
    Back,
    BuyCoins,
    Cancel,
    Card,
    CaseAbout,
    CaseAnswer,
    CaseClose,
    CaseWrite,
    Clear,
    Coins,
    Delete,
    Discard,
    DonationCard,
    DonationMonths,
    Donations,
    Done,
    Download,
    DropGoal,
    DropGratitude,
    Edit,
    Fields,
    Find,
    Follow,
    Following,
    GiftCard,
    GiftHide,
    GiftRefund,
    GiftShown,
    GiftThank,
    GiftUnnamed,
    GiftWords,
    Give,
    GiveCoins,
    GiveCoinsOther,
    GiveMonthly,
    GiveMonthlyOther,
    GiveOther,
    GiveSomeCoins,
    Gratitude,
    Home,
    Language,
    Like,
    Listen,
    Listing,
    Make,
    MakeAvatar,
    Month,
    Monthlies,
    More,
    New,
    Next,
    OwnCase,
    OwnProfile,
    PauseAsk,
    PauseSupport,
    Payout,
    PayoutAsk,
    PayoutCard,
    PayoutHistory,
    PayoutOther,
    PayoutPaid,
    PayoutReject,
    Payouts,
    PayoutSure,
    PayoutWay,
    PaySupport,
    Pick,
    ProfileEdit,
    Promote,
    Publish,
    PublishAll,
    RefundLook,
    RefundNow,
    Rules,
    SetCity,
    SetGoal,
    SetGratitude,
    Settings,
    Sketch,
    SketchEdit,
    Sketches,
    SketchFields,
    Skip,
    Spend,
    Statement,
    Stats,
    StatsTrack,
    StatsTracks,
    Studio,
    Supporting,
    SupportingOne,
    SupportLink,
    SupportResume,
    SupportSettings,
    SupportStop,
    SuspenseFor,
    TooLong,
    Undo,
    Wall,
    Work,
    Works,
)
from storage import ENTITIES, Entity, Profile

ID = "1706184123456-k3v9x0q2a"
UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
"""An id that records of another program may have."""

RELEASED = {
    "h": Home(),
    "me": Studio(),
    "l:concert:0": Listing(family="concert", page=0),
    f"c:concert:{ID}": Card(family="concert", id=ID),
    "ls:track:2": Sketches(family="track", page=2),
    f"cs:track:{ID}": Sketch(family="track", id=ID),
    "n:concert": New(family="concert"),
    "mk:news": Make(family="news"),
    "mp": MakeAvatar(),
    f"f:track:{ID}": Fields(family="track", id=ID),
    f"fs:track:{ID}": SketchFields(family="track", id=ID),
    f"e:concert:{ID}:venue": Edit(family="concert", id=ID, field="venue"),
    f"es:concert:{ID}:venue": SketchEdit(family="concert", id=ID, field="venue"),
    f"m:track:{ID}": More(family="track", id=ID),
    f"p:track:{ID}": Publish(family="track", id=ID),
    "pa:13579246801234567": PublishAll(album="13579246801234567"),
    f"x:track:{ID}:0": Discard(family="track", id=ID, sure=False),
    f"d:track:{ID}": Delete(family="track", id=ID),
    f"u:track:{ID}": Undo(family="track", id=ID),
    "o": OwnProfile(),
    "oe:bio": ProfileEdit(field="bio"),
    "st": Stats(),
    "sl:0": StatsTracks(page=0),
    f"sc:{ID}": StatsTrack(id=ID),
    "$:0": Coins(page=0),
    "$d:0": Donations(page=0),
    "s": Settings(),
    "sg:ru": Language(code="ru"),
    "sy": SetCity(),
    "k:genre": Skip(field="genre"),
    "b:venue": Back(field="venue"),
    "kc:bio": Clear(field="bio"),
    "v:time:2000": Pick(field="time", value="2000"),
    "vm:date:2026-07": Month(field="date", month="2026-07"),
    "kd:ticket_url": Done(field="ticket_url"),
    "q": Cancel(),
    "a:42": Artist(artist="42"),
    "w:42:track:0": Works(artist="42", family="track", page=0),
    f"r:42:concert:{ID}": Work(artist="42", family="concert", id=ID),
    f"t:42:{ID}": Listen(artist="42", id=ID),
    f"tn:42:{ID}": Next(artist="42", id=ID),
    f"td:42:{ID}": Download(artist="42", id=ID),
    f"y:c:track:42:{ID}": Like(place="c", family="track", artist="42", id=ID),
    "g:42:1": Follow(artist="42", on=True),
    "gl:0": Following(page=0),
    "z": Find(),
    "!": TooLong(),
    f"gv:42:track:{ID}": Give(artist="42", family="track", id=ID),
    "gv:42::": Give(artist="42", family="", id=""),
    f"go:42:track:{ID}": GiveOther(artist="42", family="track", id=ID),
    "gm:42": GiveMonthly(artist="42"),
    "gw:42": Wall(artist="42"),
    f"dw:42:{ID}": GiftWords(artist="42", id=ID),
    f"du:42:{ID}:1": GiftUnnamed(artist="42", id=ID, on=True),
    f"ds:42:{ID}:1": GiftShown(artist="42", id=ID, on=True),
    f"di:{ID}": GiftCard(id=ID),
    f"dt:{ID}": GiftThank(id=ID),
    f"dh:{ID}:1": GiftHide(id=ID, on=True),
    f"dr:{ID}:0": GiftRefund(id=ID, sure=False),
    "po": Payout(),
    "pos:1500": PayoutAsk(stars=1500),
    "poy:Ab3-_xYz:1500": PayoutSure(intent="Ab3-_xYz", stars=1500),
    "poo": PayoutOther(),
    "pow": PayoutWay(),
    "poh:0": PayoutHistory(page=0),
    "pol:0": Payouts(page=0),
    "poc:123456789012345-Ab3-_xYz": PayoutCard(id="123456789012345-Ab3-_xYz"),
    "pop:123456789012345-Ab3-_xYz": PayoutPaid(id="123456789012345-Ab3-_xYz"),
    "por:123456789012345-Ab3-_xYz": PayoutReject(id="123456789012345-Ab3-_xYz"),
    "$b": BuyCoins(),
    "$t:2026-11": AgreeToBuy(edition="2026-11"),
    f"$g:42:track:{ID}": GiveCoins(artist="42", family="track", id=ID),
    f"$o:42:track:{ID}": GiveCoinsOther(artist="42", family="track", id=ID),
    f"$a:42:50:track:{ID}": GiveSomeCoins(artist="42", coins=50, family="track", id=ID),
    "$a:42:50::": GiveSomeCoins(artist="42", coins=50, family="", id=""),
    "$p": Promote(),
    "$s:0123456789abcdef": Spend(intent="0123456789abcdef"),
    "ms:0": Supporting(page=0),
    "mc:42": SupportingOne(artist="42"),
    "mx:42:1": SupportStop(artist="42", sure=True),
    "mr:42": SupportResume(artist="42"),
    "mo:42": GiveMonthlyOther(artist="42"),
    "mv:0": Monthlies(page=0),
    "jr:terms": Rules(code="terms"),
    "js:0": PaySupport(page=0),
    "ja:1706184123456-0": CaseAbout(entry="1706184123456-0"),
    "jo:K7MQ4": OwnCase(id="K7MQ4"),
    "jw:K7MQ4": CaseWrite(id="K7MQ4"),
    "jl:0": AdminCases(page=0),
    "jc:K7MQ4": AdminCase(id="K7MQ4"),
    "jq:K7MQ4:3": CaseAnswer(id="K7MQ4", n=3),
    "jx:K7MQ4:3": CaseClose(id="K7MQ4", n=3),
    "jf:1706184123456-0:K7MQ4": RefundLook(entry="1706184123456-0", case="K7MQ4"),
    "jg:1706184123456-0:K7MQ4:1": RefundNow(entry="1706184123456-0", case="K7MQ4", cover=True),
    "jh:1706184123456-0": SuspenseFor(entry="1706184123456-0"),
    "ji:1706184123456-0:0:42": Assign(entry="1706184123456-0", coins=0, artist="42"),
    f"$dc:{ID}:2": DonationCard(id=ID, page=2),
    "$dm:0": DonationMonths(page=0),
    "$ds": Statement(),
    "$do": SupportSettings(),
    f"$dg:{ID}": SetGoal(id=ID),
    "$dgx": DropGoal(),
    "$dw": Gratitude(),
    "$dwe": SetGratitude(),
    "$dwx": DropGratitude(),
    "$dpa": PauseAsk(),
    "$dp:1": PauseSupport(on=True),
    "$dl": SupportLink(),
}


@pytest.mark.parametrize(("packed", "button"), RELEASED.items())
def test_released_button_still_means_the_same(packed: str, button: CallbackData) -> None:
    assert type(button).unpack(packed) == button
    assert button.pack() == packed


def declared() -> set[type[CallbackData]]:
    found = {c for c in vars(callbacks).values() if isinstance(c, type)}
    return {c for c in found if issubclass(c, CallbackData)} - {CallbackData}


def test_every_button_has_a_sample() -> None:
    assert declared() == {type(button) for button in RELEASED.values()}


def test_every_button_has_a_handler() -> None:
    assert handlers.table().buttons == declared()


def test_no_two_buttons_share_a_prefix() -> None:
    assert len({button.__prefix__ for button in declared()}) == len(declared())


@pytest.mark.parametrize("model", ENTITIES, ids=lambda model: model.family)
def test_every_button_of_every_kind_fits(model: type[Entity]) -> None:
    for name in model.own_fields():
        for edit in (Edit, SketchEdit):
            assert len(edit(family=model.family, id=UUID, field=name).pack()) <= MAX_CALLBACK_LENGTH
    person = "9" * 15
    for id in (ID, UUID[:27]):
        like = Like(place="c", family=model.family, artist=person, id=id)
        assert len(like.pack()) <= MAX_CALLBACK_LENGTH
    for name in Profile.own_fields():
        assert ProfileEdit(field=name).pack()
