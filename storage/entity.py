"""The base of every stored record."""

import logging
import secrets
from collections.abc import Mapping, Set
from datetime import datetime
from enum import Flag, auto
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from storage import keys, moments, wire
from storage.fields import Id, Kind, Moment, kind_of

logger = logging.getLogger(__name__)

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID_LETTERS = 9  # the specification's: 36**9 ids in each millisecond


class Action(Flag):
    """What an artist may do with a record from the menus."""

    CREATE = auto()
    EDIT = auto()
    DELETE = auto()


ALL_ACTIONS = Action.CREATE | Action.EDIT | Action.DELETE
READ_ONLY = Action(0)


def new_id(now: datetime) -> str:
    """Return a fresh id as the specification has them: `1706184123456-k3v9x0q2a`."""
    tail = "".join(secrets.choice(_BASE36) for _ in range(_ID_LETTERS))
    return f"{moments.ms(now)}-{tail}"


class _Partly(dict[str, Any]):
    """JSON of which not every field could be read."""


class Entity(BaseModel):
    """One record of one user.

    A subclass is the whole declaration of a kind of record: its fields, in order, are the
    lines of its card and the questions of its form. It says to which `family` of keys it
    belongs; `plural` is the family's with an `s`; `actions` are what the menus offer;
    `system` are the fields below that its JSON has; `searchable` those that search reads;
    `unique` the one that tells its recording from all others.

    Fields that we do not know are kept and written back.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        alias_generator=to_camel,
        populate_by_name=True,
        loc_by_alias=False,
    )

    family: ClassVar[str]
    plural: ClassVar[str]
    actions: ClassVar[Action]
    system: ClassVar[frozenset[str]]
    searchable: ClassVar[tuple[str, ...]]
    unique: ClassVar[str | None]

    id: Id
    owner: Id = Field(alias="userId")
    created_at: Moment | None = None
    updated_at: Moment | None = None

    _read: Mapping[str, Any] | None = PrivateAttr(None)
    """The JSON that this was read from; None: it is new."""

    def __init_subclass__(
        cls,
        *,
        family: str,
        plural: str | None = None,
        actions: Action = ALL_ACTIONS,
        system: tuple[str, ...] = ("id", "owner", "created_at", "updated_at"),
        searchable: tuple[str, ...] = (),
        unique: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls.family = family
        cls.plural = plural or f"{family}s"
        cls.actions = actions
        cls.system = frozenset(system)
        cls.searchable = searchable
        cls.unique = unique

    def model_post_init(self, context: Any, /) -> None:
        self._read = context

    @model_validator(mode="before")
    @classmethod
    def _only_one(cls, values: Any) -> Any:
        """A user's only record of a family goes by the user's id."""
        if isinstance(values, dict) and keys.single(cls.family) and "id" not in values:
            owner = values.get("owner", values.get(cls.wire_name("owner")))
            return {**values, "id": owner}
        return values

    @classmethod
    def new(cls, owner: str, *, now: datetime, **values: Any) -> Self:
        """Return a record made just now; `values` by field name, an `id` among them if fixed.

        Raises:
            pydantic.ValidationError: a value does not fit its field.
        """
        made = {
            "id": owner if keys.single(cls.family) else new_id(now),
            "owner": owner,
            "created_at": now if "created_at" in cls.system else None,
            "updated_at": now if "updated_at" in cls.system else None,
        }
        return cls.model_validate(made | cls._known(values))

    def changed(self, **values: Any) -> Self:
        """Return a validated copy with `values` replaced (`model_copy` would not look).

        Whose record it is, and which, does not change.

        Raises:
            pydantic.ValidationError: a value does not fit its field.
        """
        values = self._known(values, fixed={"id", "owner"})
        now = {name: getattr(self, name) for name in self.model_fields_set & self._names()}
        by_alias = {self.wire_name(name): value for name, value in (now | values).items()}
        return self.model_validate(
            (self.model_extra or {}) | by_alias, by_alias=True, by_name=False, context=self._read
        )

    @classmethod
    def from_wire(
        cls, text: str, *, owner: str, id: str, counters: dict[str, int] | None = None
    ) -> Self:
        """Read a stored record; `counters` (by wire name) go over those it was stored with.

        Whose it is, is what its key says: JSON that names somebody else is refused. An optional
        value that does not fit is not shown but kept, with a line in the log: a bad import must
        not lock an artist out. What nobody edits, such as money, is read as it is or not at all.

        Raises:
            ValueError: it is no record of this kind. (pydantic's errors are ValueErrors.)
        """
        values = wire.loads(text)
        if not isinstance(values, dict):
            raise ValueError("not an object")
        read = dict(values)
        for name, wanted in (("id", id), ("owner", owner)):
            if values.setdefault(wired := cls.wire_name(name), wanted) != wanted:
                raise ValueError(f"{wired} is not that of the key")
        for name, count in (counters or {}).items():
            if count or name in values:
                values[name] = count
        try:
            return cls.model_validate(values, by_alias=True, by_name=False, context=read)
        except ValidationError as error:
            unfit = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
            fields = [cls.model_fields.get(name) for name in unfit]
            if not cls.actions or not all(field and not field.is_required() for field in fields):
                raise
        logger.warning("%s:%s:%s is read without %s", cls.family, owner, id, sorted(unfit))
        for name in unfit:
            values.pop(cls.wire_name(name))
        return cls.model_validate(values, by_alias=True, by_name=False, context=_Partly(read))

    def wire(self) -> str:
        """Return the record as it is stored.

        What was read is written back in its order, `null` and what did not fit included. What
        has no value and was not there is left out, and a field that a later release gave a
        default is not written into records of an earlier one.
        """
        values = self.model_dump(mode="json", by_alias=True, exclude_unset=self._read is not None)
        read = self._read or {}
        unwired = {self.wire_name(name) for name in Entity.model_fields.keys() - self.system}
        written = {name: values.get(name, old) for name, old in read.items()}
        for name in self._order(values):
            if name not in read and name not in unwired and values[name] is not None:
                written[name] = values[name]
        return wire.dumps(written)

    @classmethod
    def _order(cls, values: dict[str, Any]) -> list[str]:
        """New records begin with the id and end with times and owner, as in the specification."""
        last = [cls.wire_name(name) for name in ("created_at", "updated_at", "owner")]
        return sorted(values, key=lambda name: last.index(name) if name in last else -1)

    @classmethod
    def _names(cls) -> set[str]:
        return set(cls.model_fields)

    @classmethod
    def _known(cls, values: dict[str, Any], fixed: Set[str] = frozenset()) -> dict[str, Any]:
        if strange := values.keys() - (cls._names() - fixed):
            raise TypeError(f"{cls.__name__} takes no {', '.join(sorted(strange))}")
        return values

    @classmethod
    @cache
    def wire_name(cls, name: str) -> str:
        """Return what a field is called in JSON."""
        return cls.model_fields[name].alias or name

    @classmethod
    @cache
    def own_fields(cls) -> Mapping[str, FieldInfo]:
        """Return what a person sees and types, in declared order."""
        unseen = {None, Kind.COUNT, Kind.FILE}
        return MappingProxyType(
            {
                name: field
                for name, field in cls.model_fields.items()
                if name not in Entity.model_fields and kind_of(field) not in unseen
            }
        )

    @classmethod
    @cache
    def counters(cls) -> tuple[str, ...]:
        """Return the names of the fields that the bot counts and nobody types."""
        fields = cls.model_fields.items()
        return tuple(name for name, field in fields if kind_of(field) is Kind.COUNT)

    @property
    def unfit(self) -> dict[str, Any]:
        """What of the JSON that this was read from does not fit its field, by wire name."""
        read = self._read
        if not isinstance(read, _Partly):
            return {}
        unset = map(self.wire_name, type(self).model_fields.keys() - self.model_fields_set)
        names = [name for name in unset if read.get(name) is not None]
        return {name: read[name] for name in sorted(names)}

    @classmethod
    def file_of(cls, name: str) -> str | None:
        """Return the field with Telegram's copy of what the link `name` leads to, if any."""
        file = f"{name.removesuffix('_url')}_file"
        return file if file in cls.model_fields else None

    @classmethod
    def unique_of(cls, name: str) -> str | None:
        """Return the field with what Telegram calls that copy, whoever sends it, if any."""
        unique = f"{name.removesuffix('_url')}_unique"
        return unique if unique in cls.model_fields else None

    @property
    def recording(self) -> str | None:
        """What Telegram calls the recording that this is about, whoever sends it."""
        found = getattr(self, self.unique) if self.unique else None
        return found if isinstance(found, str) else None

    @property
    def key(self) -> str:
        return keys.record(self.family, self.owner, self.id)

    @property
    def label(self) -> str:
        """What a list button says: the first own field, unless a subclass knows better."""
        return str(getattr(self, next(iter(self.own_fields()))))

    def __eq__(self, other: object) -> bool:
        """Tell whether all values are the same, wherever they were read from."""
        if not isinstance(other, Entity) or type(self) is not type(other):
            return NotImplemented
        return self.__dict__ == other.__dict__ and self.model_extra == other.model_extra

    def __hash__(self) -> int:
        return hash(self.key)
