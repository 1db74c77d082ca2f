"""The screens on which an artist announces what comes out: data in, markup out."""

from collections.abc import Sequence

from handlers import ahead
from handlers import keyboards as keys
from handlers.ahead import Ahead
from handlers.callbacks import PublishLater, TeaserAs, TeaserSure
from handlers.cards import above
from handlers.links import Links, pack
from handlers.screen import Screen
from handlers.tellings import POST, TELL
from handlers.texts import Texts, paragraphs
from handlers.views import to_chats


def setup(t: Texts, one: Ahead, how: int, *, followers: int, chats: Sequence[str]) -> Screen:
    """Return what everybody will see, and who is told of it, with switches.

    `chats` want its kind.
    """
    family, id = one.draft.family, one.draft.id
    switches = {"later-tell": TELL} if followers else {}
    if chats:
        switches["to-chats"] = POST
    rows = [
        [
            keys.toggle(
                t,
                t.plain(word),
                TeaserAs(family=family, id=id, how=how ^ what),
                on=bool(how & what),
            )
        ]
        for word, what in switches.items()
    ]
    sure = TeaserSure(family=family, id=id, how=how)
    media, picture = above(one.draft)
    return Screen(
        paragraphs(t("teaser-how"), ahead.told(t, one), to_chats(t, chats) if how & POST else None),
        keys.markup(
            *rows,
            [keys.button(t.plain("teaser-sure"), sure, style="success")],
            [keys.button(t.plain("back"), PublishLater(family=family, id=id))],
        ),
        media,
        picture,
    )


def announced(t: Texts, one: Ahead, links: Links) -> Screen:
    """Return what everybody sees, how many wait, and the ways to pass it on."""
    draft = one.draft
    query = pack(draft.owner, draft.family, draft.id)
    copy = keys.copy(t, links.to(draft.owner, draft.family, draft.id))
    media, picture = above(draft)
    return Screen(
        paragraphs(
            t("teaser-announced"),
            ahead.told(t, one),
            t("teaser-waiting", n=one.waiting) if one.waiting else None,
        ),
        keys.markup(
            [keys.share(t, query), copy] if query else [copy],
            [keys.button(t.plain("back"), PublishLater(family=draft.family, id=draft.id))],
        ),
        media,
        picture,
    )
