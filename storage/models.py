"""The nine records of promo.music. To add one: write its class and list it in ENTITIES.

Names, order and meaning of the fields are the specification's; the few of our own are
optional. A link may have a companion `…_file`: the same thing as Telegram keeps it.
"""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints
from pydantic.alias_generators import to_camel

from storage import wire
from storage.entity import READ_ONLY, Action, Entity
from storage.errors import UnknownEntity
from storage.fields import (
    Amount,
    Audio,
    City,
    Count,
    Currency,
    Date,
    Duration,
    FileId,
    Genre,
    HttpsUrl,
    Id,
    Latitude,
    Line,
    Links,
    LocalTime,
    Longitude,
    Name,
    Picture,
    Price,
    Prose,
    Venue,
    VideoLink,
    Word,
    Zone,
)
from storage.names import NAMELESS, VERIFIED_SIGN


class Track(Entity, family="track", searchable=("title", "artist", "album"), unique="audio_unique"):
    """A recording the artist promotes."""

    title: Line
    artist: Name | None = None
    album: Line | None = None
    genre: Genre | None = None
    duration: Duration | None = None
    cover_url: Picture | None = None
    audio_url: Audio | None = None
    plays: Count = 0
    likes: Count = 0
    downloads: Count = 0
    cover_file: FileId | None = None
    audio_file: FileId | None = None
    audio_unique: FileId | None = None


class DailyStat(BaseModel):
    """One UTC day of a track."""

    model_config = ConfigDict(
        frozen=True, extra="allow", alias_generator=to_camel, populate_by_name=True
    )

    date: Date
    plays: Count = 0
    likes: Count = 0


class Analytics(Entity, family="analytics", plural="analytics", actions=READ_ONLY, system=("id",)):
    """The numbers of a track, for readers of the store; the bot counts them in `Counters`."""

    id: Id = Field(alias="trackId")
    plays: Count = 0
    likes: Count = 0
    downloads: Count = 0
    shares: Count = 0
    comments: Count = 0
    daily_stats: tuple[DailyStat, ...] = ()

    @property
    def label(self) -> str:
        return self.id


class Concert(Entity, family="concert"):
    """A live show; its reminders are posted before it starts, by the clock of its city."""

    title: Line
    venue: Venue
    city: City
    date: Date
    time: LocalTime
    zone: Zone | None = None
    """Of the city; without it nobody can be reminded in time."""
    ticket_price: Price | None = None
    ticket_currency: Currency | None = None
    ticket_url: HttpsUrl | None = None
    image_url: Picture | None = None
    description: Prose | None = None
    image_file: FileId | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    """Of the venue, if the artist has shown it on the map."""
    going: Count = 0
    interested: Count = 0
    cancelled: bool | None = None
    """It will not take place; the card stays, and says so."""


class Video(Entity, family="video", unique="video_unique"):
    """A music video: a link, or a file in Telegram."""

    title: Line
    description: Prose | None = None
    thumbnail_url: Picture | None = None
    video_url: VideoLink | None = None
    duration: Duration | None = None
    views: Count = 0
    likes: Count = 0
    thumbnail_file: FileId | None = None
    video_file: FileId | None = None
    video_unique: FileId | None = None


class News(Entity, family="news", plural="news"):
    """Something the artist tells the followers."""

    title: Line
    content: Prose
    image_url: Picture | None = None
    likes: Count = 0
    comments: Count = 0
    image_file: FileId | None = None


Reference = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=512)]
"""A name or an id from elsewhere, for programs; no person sees it."""


class Donation(Entity, family="donation", actions=READ_ONLY, system=("id", "owner", "created_at")):
    """Money a fan gave an artist; written with its posting and never by hand."""

    owner: Id = Field(alias="artistId")
    donor_name: Line
    amount: Annotated[Amount, Field(gt=0)]
    message: Prose | None = None
    status: Word
    """`pending` → `completed` → `refunded`, or `failed`."""
    currency: Reference | None = None
    """`XTR` (Stars) or `coins`; none: the donation was imported."""
    donor_id: Id | None = None
    charge_id: Reference | None = None
    anonymous: bool | None = None
    source: Reference | None = None
    """From where the donor came: a record, `track:{id}`, or a word such as `page`."""
    nth: Annotated[int, Field(strict=True, ge=1)] | None = None
    """Which of this donor's donations to this artist it is."""
    month: Annotated[int, Field(strict=True, ge=1)] | None = None
    """Of monthly support: the first, the second, ..."""
    hidden: bool | None = None
    """The artist wants nobody to see the message."""
    thanked: bool | None = None
    """The artist has thanked for it."""
    posting: Reference | None = None

    @property
    def label(self) -> str:
        return self.donor_name

    @property
    def donor(self) -> str | None:
        """What the donor is called; None: they do not want to be named, or have no name to see."""
        return None if self.anonymous or self.donor_name == NAMELESS else self.donor_name


class Balance(Entity, family="coins:balance", plural="balances", actions=READ_ONLY, system=()):
    """How many coins a user has; the store keeps just the number."""

    coins: Amount

    @classmethod
    def from_wire(
        cls,
        text: str,
        *,
        owner: str,
        id: str,
        counters: dict[str, int] | None = None,  # noqa: ARG003  (a balance has none)
    ) -> Self:
        return cls.model_validate({"id": id, "owner": owner, "coins": wire.loads(text)})

    def wire(self) -> str:
        return str(self.coins)

    @property
    def label(self) -> str:
        return str(self.coins)


class CoinTx(
    Entity,
    family="coins:tx",
    plural="transactions",
    actions=READ_ONLY,
    system=("id", "owner", "created_at"),
):
    """Coins that came to a user (amount > 0) or went; written with its posting only."""

    amount: Amount
    type: Word
    description: Prose | None = None
    posting: Reference | None = None

    @property
    def label(self) -> str:
        return self.type


class Profile(
    Entity,
    family="profile",
    actions=Action.CREATE | Action.EDIT,
    system=("owner", "updated_at"),
    searchable=("name",),
):
    """The face of an artist's page."""

    name: Name
    avatar: Picture | None = None
    bio: Prose | None = None
    subscribers: Count = 0
    total_plays: Count = 0
    total_tracks: Count = 0
    links: Links | None = None
    avatar_file: FileId | None = None

    _is_verified: bool = PrivateAttr(False)

    def verified(self) -> Self:
        """Return this profile, with a name that an admin has verified."""
        self._is_verified = True
        return self

    @property
    def is_verified(self) -> bool:
        return self._is_verified

    def changed(self, **values: Any) -> Self:
        new = super().changed(**values)
        return new.verified() if self._is_verified else new

    @property
    def label(self) -> str:
        """The name as it is shown, with the sign of one that is verified."""
        return f"{self.name} {VERIFIED_SIGN}" if self._is_verified else self.name


ENTITIES: tuple[type[Entity], ...] = (Track, Concert, Video, News)
"""The kinds that artists keep through menus."""

_KEPT_BY_THE_BOT: tuple[type[Entity], ...] = (Analytics, Donation, Balance, CoinTx, Profile)

FAMILIES = {model.family: model for model in ENTITIES + _KEPT_BY_THE_BOT}

PUBLISHED = (Profile.family, *(model.family for model in ENTITIES), Analytics.family)
"""The families of what makes an artist's page, and of what is counted of it."""


def model_of(family: str) -> type[Entity]:
    """Return the model of a family.

    Raises:
        UnknownEntity: no such model; a button from another release, say.
    """
    try:
        return FAMILIES[family]
    except KeyError:
        raise UnknownEntity(family) from None


__all__ = [
    "ENTITIES",
    "FAMILIES",
    "PUBLISHED",
    "Analytics",
    "Balance",
    "CoinTx",
    "Concert",
    "DailyStat",
    "Donation",
    "News",
    "Profile",
    "Track",
    "Video",
    "model_of",
]
