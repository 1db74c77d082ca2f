"""Good rows come in, once; bad ones are told of and stay what they are."""

import asyncio
import fcntl
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from redis.asyncio import Redis

from exchange import files, importing, postgres
from exchange.importing import BAD, NEW, OTHER, SAME, Import, Outcome
from exchange.rows import Bad, Broken, Row
from storage import (
    KV,
    Counters,
    Imports,
    Ledger,
    Mark,
    Profile,
    Records,
    Removals,
    Search,
    Standing,
    Track,
    Why,
    money,
)
from tests.exchange.conftest import Run
from tests.storage.samples import SPECIFIED

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
TRACK = "track:demo-user:1706184123456-abc123"

Json = dict[str, Any]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "report.ndjson"


def reported(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def mend(path: Path, what: str, to: str) -> None:
    text = path.read_text("utf-8")
    path.write_text(text.replace(what, to) if what else text + to, "utf-8")


def rows(pairs: Iterable[tuple[str, str]]) -> Iterator[Row | Bad]:
    return iter([Row(key, value, f"row {n}") for n, (key, value) in enumerate(pairs, 1)])


async def taken(
    redis: Redis,
    report: Path,
    found: Iterator[Row | Bad],
    *,
    ids: dict[str, str] | None = None,
    dry: bool = False,
    id: str | None = None,
) -> Outcome:
    run = Import(redis, ids=ids or {}, report=report, now=NOW, dry=dry, id=id)
    return await run.run(found)


async def everything(redis: Redis) -> dict[str, Any]:
    """Return all that is in the store, as it is kept."""
    return {key: await redis.dump(key) for key in await redis.keys("*")}  # type: ignore[misc]


async def test_the_examples_of_the_specification_come_in(redis: Redis, report: Path) -> None:
    outcome = await taken(redis, report, rows(SPECIFIED.items()))
    assert outcome.counts[NEW] == len(SPECIFIED)
    assert await KV(redis).mget(SPECIFIED) == list(SPECIFIED.values())
    profile = await Records(redis).get(Profile, "demo-user", "demo-user")
    assert profile.name == "Александр Иванов"
    assert [found.family for found in await Search(redis).find("midnight")] == ["track"]
    assert (await Counters(redis).totals("demo-user")).plays == 12500
    assert await Ledger(redis).coins("demo-user") == 5000
    assert (await Ledger(redis).audit()).ok


async def test_a_balance_that_is_not_the_sum_of_its_transactions_is_told_of(
    redis: Redis, report: Path
) -> None:
    outcome = await taken(redis, report, rows(SPECIFIED.items()))
    assert outcome.disagreeing == 1
    [line] = reported(report)
    assert line["key"] == "coins:balance:demo-user"
    assert line["reason"] == "the balance is 5000, and the transactions add up to 1000"


async def test_a_second_time_changes_nothing(redis: Redis, report: Path) -> None:
    await taken(redis, report, rows(SPECIFIED.items()))
    before = await everything(redis)
    outcome = await taken(redis, report, rows(SPECIFIED.items()))
    assert (outcome.counts[NEW], outcome.counts[SAME]) == (0, len(SPECIFIED))
    assert await everything(redis) == before


async def test_a_trial_stores_nothing(redis: Redis, report: Path) -> None:
    outcome = await taken(redis, report, rows(SPECIFIED.items()), dry=True, id="trial")
    assert outcome.counts[NEW] == len(SPECIFIED)
    assert await everything(redis) == {}


async def test_users_get_other_ids(redis: Redis, report: Path) -> None:
    await taken(redis, report, rows(SPECIFIED.items()), ids={"demo-user": "123456789"})
    track = await Records(redis).get(Track, "123456789", "1706184123456-abc123")
    assert track.owner == "123456789"
    kept = await KV(redis).get("track:123456789:1706184123456-abc123")
    was = json.loads(SPECIFIED[TRACK])
    assert json.loads(kept or "") == {**was, "userId": "123456789"}
    assert await Ledger(redis).coins("123456789") == 5000
    assert not [key for key in await redis.keys("*") if "demo-user" in key]
    again = await taken(redis, report, rows(SPECIFIED.items()), ids={"demo-user": "123456789"})
    assert again.counts[SAME] == len(SPECIFIED)
    assert await Ledger(redis).coins("123456789") == 5000


async def test_two_users_become_one(redis: Redis, report: Path) -> None:
    pairs = [
        ("coins:balance:web", "30"),
        ("coins:balance:old", "12"),
        ("profile:web", '{"userId":"web","name":"Web"}'),
        ("profile:old", '{"userId":"old","name":"Old"}'),
    ]
    outcome = await taken(redis, report, rows(pairs), ids={"web": "7", "old": "7"})
    assert await Ledger(redis).coins("7") == 42
    assert (outcome.counts[NEW], outcome.counts[OTHER]) == (3, 1)
    assert (await Records(redis).get(Profile, "7", "7")).name == "Web"
    assert "another value is there" in reported(report)[0]["reason"]
    assert (await Ledger(redis).audit()).ok


async def test_what_was_given_out_does_not_double_coins(redis: Redis, report: Path) -> None:
    await taken(redis, report, rows([("coins:balance:web", "30")]), ids={"web": "7"})
    again = await taken(redis, report, rows([("coins:balance:7", "30")]))
    assert again.counts[SAME] == 1
    more = await taken(redis, report, rows([("coins:balance:7", "31")]))
    assert more.counts[OTHER] == 1
    assert await Ledger(redis).coins("7") == 30


async def test_what_an_artist_changed_since_stays(redis: Redis, report: Path) -> None:
    await taken(redis, report, rows(SPECIFIED.items()))
    records = Records(redis)
    track = await records.get(Track, "demo-user", "1706184123456-abc123")
    await records.replace(track.changed(title="Midnight"))
    outcome = await taken(redis, report, rows(SPECIFIED.items()))
    assert outcome.counts[OTHER] == 1
    assert (await records.get(Track, "demo-user", track.id)).title == "Midnight"


DEEP = "[" * 1000 + "]" * 1000
HOSTILE = [
    ("track:a:1", "no JSON", "no JSON"),
    ("track:a:1", "[]", "not an object"),
    ("track:a:1", '{"userId":"a"}', "title"),
    ("track:a:1", '{"userId":"b","title":"x"}', "userId"),
    ("track:a:1", '{"userId":"a","id":"2","title":"x"}', "id"),
    ("track:a:1", '{"userId":"a","title":"x\x00"}', "no JSON"),
    ("track:a:1", '{"userId":"a","title":"x\\u0000"}', "control character"),
    ("track:a:1", f'{{"userId":"a","title":{DEEP}}}', "no JSON"),
    ("track:a:*", '{"userId":"a","title":"x"}', "id has"),
    ("track:[ab]*:1", '{"title":"x"}', "user's id has"),
    ("track:a:1:2", '{"title":"x"}', "id has"),
    (f"track:a:{'x' * 65}", '{"title":"x"}', "id has"),
    ("analytics:a:1", '{"trackId":"1"}', "id has"),
    ("track:a", "{}", "no key"),
    ("track:", "{}", "no key"),
    ("", "{}", "no key"),
    ("bot:journal", "{}", "no key"),
    ("playlist:a:1", "{}", "no key"),
    ("profile:a:1", '{"name":"x"}', "no key"),
    ("coins:balance:a", "-1", "below zero"),
    ("coins:balance:a", "1.5", "coins"),
    ("coins:balance:a", "5 000", "no JSON"),
    ("coins:balance:a", str(10**30), "more than"),
    ("coins:tx:a:1", f'{{"userId":"a","amount":{10**30},"type":"spend"}}', "more than"),
    ("coins:tx:a:1", '{"userId":"a","amount":true,"type":"spend"}', "amount"),
    ("donation:a:1", '{"artistId":"a","donorName":"x","amount":-5,"status":"paid"}', "amount"),
    ("track:a:1", f'{{"userId":"a","title":"{"x" * 10_000_000}"}}', "title"),
]


async def test_hostile_rows_are_told_of_and_not_taken(redis: Redis, report: Path) -> None:
    good = [("track:a:good", '{"userId":"a","title":"x"}')]
    bad = [(key, value) for key, value, _ in HOSTILE]
    outcome = await taken(redis, report, rows(bad + good))
    assert (outcome.counts[BAD], outcome.counts[NEW]) == (len(HOSTILE), 1)
    for line, (key, value, reason) in zip(reported(report), HOSTILE, strict=True):
        assert (line["key"], line["value"]) == (key, value)
        assert reason in line["reason"], line["reason"]
    assert await KV(redis).get_by_prefix("") == [good[0][1]]
    assert (await Ledger(redis).audit()).ok


async def test_a_report_that_was_mended_is_imported_itself(redis: Redis, report: Path) -> None:
    await taken(redis, report, rows([("coins:balance:a", "five")]))
    mend(report, "five", "5")
    with files.opened(str(report)) as stream:
        outcome = await taken(redis, report.with_name("2"), files.read(stream, "ndjson"))
    assert outcome.counts[NEW] == 1
    assert await Ledger(redis).coins("a") == 5


@pytest.mark.parametrize("value", ['{"userId":"a","title":"x","n":1e30}', '{"title":"x"}'])
async def test_what_we_do_not_know_is_kept_to_the_letter(
    redis: Redis, report: Path, value: str
) -> None:
    big = (
        '{"userId":"a","title":"x","big":' + str(10**30) + ',"ours":{"a":[1,{}]}, "s": "ё\\u0451"}'
    )
    pairs = [("track:a:1", value), ("track:a:2", big)]
    await taken(redis, report, rows(pairs))
    assert await KV(redis).mget(["track:a:1", "track:a:2"]) == [value, big]


async def test_a_value_of_which_a_part_cannot_be_read_is_taken_and_told_of(
    redis: Redis, report: Path
) -> None:
    value = (
        '{"userId":"a","title":"x","genre":5,"coverUrl":"nowhere",'
        '"createdAt":"0001-01-01T00:00:00+12:00"}'
    )
    outcome = await taken(redis, report, rows([("track:a:1", value)]))
    assert outcome.counts[NEW] == 1
    assert reported(report)[0]["reason"] == "read without coverUrl, createdAt, genre"
    assert await KV(redis).get("track:a:1") == value


async def test_json_that_was_encoded_twice_is_decoded_once(redis: Redis, report: Path) -> None:
    value = '{"userId":"a","title":"x"}'
    await taken(redis, report, rows([("track:a:1", json.dumps(value)), ("coins:balance:a", '"5"')]))
    assert await KV(redis).get("track:a:1") == value
    assert await Ledger(redis).coins("a") == 5


async def test_one_that_was_broken_off_goes_on(
    redis: Redis, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    pairs = [(f"track:a:{n}", f'{{"userId":"a","title":"{n or ""}"}}') for n in range(20)]
    pairs += [("coins:tx:a:1", '{"userId":"a","amount":5,"type":"reward"}')]
    pairs.insert(0, ("coins:balance:a", "5"))

    def cut() -> Iterator[Row | Bad]:
        for number, row in enumerate(rows(pairs)):
            if number == 10:
                raise asyncio.CancelledError
            yield row

    with pytest.raises(asyncio.CancelledError):
        await taken(redis, report, cut(), id="one")
    mend(report, "", '{"half": "of a li')
    seen: list[int] = []
    run = Import(redis, ids={}, report=report, now=NOW, dry=False, id="one", passed=seen.append)
    outcome = await run.run(rows(pairs))
    assert seen[0] == 6
    assert sum(seen) == len(pairs)
    taken_rows = outcome.counts[NEW] + outcome.counts[SAME]
    assert (taken_rows, outcome.counts[BAD], outcome.disagreeing) == (21, 1, 0)
    assert [line["key"] for line in reported(report)] == ["track:a:0"]
    assert await Ledger(redis).coins("a") == 5


async def test_one_whose_report_is_gone_begins_anew(redis: Redis, report: Path) -> None:
    await Imports(redis).note("one", Mark(1, {NEW: 1}, reported=500))
    outcome = await taken(redis, report, rows([("coins:balance:a", "five")]), id="one")
    assert (outcome.counts[NEW], outcome.counts[BAD]) == (0, 1)
    assert [line["value"] for line in reported(report)] == ["five"]


async def test_what_was_read_before_a_source_broke_is_stored(redis: Redis, report: Path) -> None:
    cut = b'[["profile:1", {"name": "x"}], ["profile:2", {"name":'
    with pytest.raises(Broken, match="ends or breaks"):
        await taken(redis, report, files.read(io.BytesIO(cut), "json"))
    assert await KV(redis).get("profile:1") == '{"name":"x"}'


async def test_two_runs_do_not_write_one_report(redis: Redis, report: Path) -> None:
    with report.open("ab") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with pytest.raises(Broken, match="another import writes it"):
            await taken(redis, report, rows([]))
    await taken(redis, report, rows([]))


async def test_a_run_holds_its_report(redis: Redis, report: Path) -> None:
    def locked() -> Iterator[Row | Bad]:
        with report.open("ab") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield Row("coins:balance:a", "5", "")

    await taken(redis, report, locked())


async def test_a_trial_says_of_one_key_twice_what_an_import_would(
    redis: Redis, report: Path
) -> None:
    pairs = [
        ("profile:web", '{"name":"Web"}'),
        ("profile:old", '{"name":"Old"}'),
        ("profile:old", '{"name":"Web"}'),
        ("coins:balance:web", "30"),
        ("coins:balance:web", "31"),
        ("coins:balance:old", "12"),
    ]
    ids = {"web": "7", "old": "7"}
    tried = await taken(redis, report, rows(pairs), ids=ids, dry=True)
    told = reported(report)
    outcome = await taken(redis, report, rows(pairs), ids=ids)
    assert tried == outcome
    assert reported(report) == told
    assert [outcome.counts[word] for word in (NEW, SAME, OTHER)] == [3, 1, 2]


@pytest.mark.parametrize("value", [" 0 ", "-0", '"0"', "0"])
async def test_a_balance_is_stored_as_a_number(value: str, redis: Redis, report: Path) -> None:
    await taken(redis, report, rows([("coins:balance:a", value)]))
    await Ledger(redis).post(money.welcome("a", coins=5, now=NOW))
    assert await Ledger(redis).coins("a") == 5


@pytest.mark.parametrize("batch", [1, 500])
async def test_of_two_balances_of_a_user_the_first_stays(
    batch: int, redis: Redis, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", batch)
    pairs = [("coins:balance:a", "0"), ("coins:balance:a", "5")]
    outcome = await taken(redis, report, rows(pairs))
    assert (outcome.counts[NEW], outcome.counts[OTHER]) == (1, 1)
    assert [line["value"] for line in reported(report)][:1] == ["5"]
    assert await Ledger(redis).coins("a") == 0


async def test_no_coins_are_no_other_value(redis: Redis, report: Path) -> None:
    ids = {"web": "7"}
    await taken(redis, report, rows([("coins:balance:web", "5")]), ids=ids)
    outcome = await taken(redis, report, rows([("coins:balance:7", "0")]), ids=ids)
    assert (outcome.counts[SAME], reported(report)) == (1, [])


async def test_coins_join_whatever_comes_first(
    redis: Redis, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    pairs = [("coins:balance:Аня", "30"), ("coins:balance:7", "12")]
    for new in (2, 0):
        outcome = await taken(redis, report, rows(pairs), ids={"Аня": "7"})
        assert (outcome.counts[NEW], outcome.counts[SAME]) == (new, 2 - new)
    assert await Ledger(redis).coins("7") == 42


async def test_coins_come_to_one_user_only(redis: Redis, report: Path) -> None:
    await taken(redis, report, rows([("coins:balance:web", "30")]), ids={"web": "7"})
    outcome = await taken(redis, report, rows([("coins:balance:web", "30")]), ids={"web": "8"})
    assert outcome.counts[OTHER] == 1
    assert await Ledger(redis).coins("8") == 0


async def test_coins_that_cannot_be_had_are_told_of(redis: Redis, report: Path) -> None:
    await redis.set("coins:balance:7", str(9 * 10**15 - 1))
    await redis.set("coins:balance:8", "much")
    await redis.rpush("coins:balance:9", "list")
    pairs = [(f"coins:balance:{name}", "30") for name in ("a", "b", "c", "d")]
    ids = {"a": "7", "b": "8", "c": "9"}
    outcome = await taken(redis, report, rows(pairs), ids=ids)
    assert (outcome.counts[NEW], outcome.counts[BAD]) == (1, 3)
    assert "more coins than" in reported(report)[0]["reason"]


async def test_long_rows_are_not_held_together(redis: Redis, report: Path) -> None:
    value = json.dumps({"title": "x", "more": "x" * (5 << 20)})
    seen: list[int] = []
    run = Import(redis, ids={}, report=report, now=NOW, dry=True, passed=seen.append)
    await run.run(rows((f"track:1:{n}", value) for n in range(3)))
    assert seen == [1, 1, 1]


# PostgreSQL ---------------------------------------------------------------------------------------


@pytest.fixture
def filled(dsn: str) -> str:
    """A database with the examples, as the web product keeps them, among other tables."""
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE aside (key TEXT, value TEXT, more INT)")
        connection.execute("INSERT INTO aside VALUES ('track:x:1', '{}', 1)")
        connection.execute(
            "CREATE TABLE kv_store_84730125 (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO kv_store_84730125 VALUES (%s, %s)", list(SPECIFIED.items())
            )
    return dsn


async def test_a_table_of_postgresql_comes_in(filled: str, redis: Redis, report: Path) -> None:
    await taken(redis, report, postgres.read(filled, table=postgres.TABLE))
    assert await KV(redis).mget(SPECIFIED) == list(SPECIFIED.values())


async def test_a_table_of_jsonb_comes_in(filled: str, redis: Redis, report: Path) -> None:
    with psycopg.connect(filled) as connection:
        connection.execute("CREATE SCHEMA web")
        connection.execute(
            "CREATE TABLE web.kv AS SELECT key, value::jsonb AS value FROM kv_store_84730125"
        )
    outcome = await taken(redis, report, postgres.read(filled, table="web.kv"))
    assert outcome.counts[NEW] == len(SPECIFIED)
    kept = await KV(redis).get(TRACK)
    assert json.loads(kept or "") == json.loads(SPECIFIED[TRACK])


async def test_text_that_is_no_utf_8_is_told_of_and_the_rest_comes(
    postgres_ascii: str, redis: Redis, report: Path
) -> None:
    outcome = await taken(redis, report, postgres.read(postgres_ascii, table=postgres.TABLE))
    assert (outcome.counts[NEW], outcome.counts[BAD]) == (1, 1)
    [line] = reported(report)
    assert (line["key"], line["reason"], line["base64"]) == ("profile:2", "not UTF-8", "//4=")


@pytest.mark.parametrize(
    ("table", "quoted"), [("We.b", '"We.b"'), ('w"b', '"w""b"'), ("kv (old)", '"kv (old)"')]
)
async def test_a_table_goes_by_any_name(
    table: str,
    quoted: str,
    dsn: str,
    pg_dump: Run,
    tmp_path: Path,
) -> None:
    with psycopg.connect(dsn) as connection:
        names = sql.SQL(".").join([sql.Identifier(table), sql.Identifier(table)])
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(table)))
        connection.execute(sql.SQL("CREATE TABLE {} (key TEXT, value TEXT)").format(names))
        connection.execute(sql.SQL("INSERT INTO {} VALUES ('a', 'b')").format(names))
    name = f"{quoted}.{quoted}"
    assert [row[:2] for row in postgres.read(dsn, table=name)] == [("a", "b")]
    for how in ((), ("--inserts",)):
        with files.opened(str(dumped(tmp_path, pg_dump(*how)))) as stream:
            assert [row[:2] for row in files.read(stream, "sql", table=name)] == [("a", "b")]


async def test_a_table_is_the_same_source_until_a_row_changes(filled: str) -> None:
    first = postgres.state(filled, table=postgres.TABLE)
    assert first == postgres.state(filled, table=postgres.TABLE)
    with psycopg.connect(filled) as connection:
        connection.execute("UPDATE kv_store_84730125 SET value = '1' WHERE key = %s", (TRACK,))
    changed = postgres.state(filled, table=postgres.TABLE)
    assert (first[0], first[1] != changed[1]) == (changed[0], True)


def dumped(folder: Path, dump: bytes) -> Path:
    path = folder / "kv.sql"
    path.write_bytes(dump)
    return path


@pytest.mark.parametrize(
    "how", [(), ("--inserts",), ("--column-inserts",), ("--rows-per-insert=3",), ("--data-only",)]
)
async def test_a_dump_of_the_real_pg_dump_comes_in(
    how: tuple[str, ...], filled: str, pg_dump: Run, redis: Redis, report: Path, tmp_path: Path
) -> None:
    with psycopg.connect(filled) as connection:
        nasty = r'''{"userId":"a","title":"it's;","more":"a\tb\nc \\ \"x\" ');"''' + "\r\n\t}\n"
        connection.execute("INSERT INTO kv_store_84730125 VALUES ('track:a:1', %s)", (nasty,))
    path = dumped(tmp_path, pg_dump(*how))
    with files.opened(str(path)) as stream:
        found = files.read(stream, "sql", table=postgres.TABLE)
        outcome = await taken(redis, report, found)
    assert (outcome.counts[NEW], outcome.counts[BAD]) == (len(SPECIFIED) + 1, 0)
    assert await KV(redis).mget(SPECIFIED) == list(SPECIFIED.values())
    assert await KV(redis).get("track:a:1") == nasty


async def test_a_dump_without_the_table_is_refused(
    filled: str, pg_dump: Run, tmp_path: Path
) -> None:
    path = dumped(tmp_path, pg_dump())
    with files.opened(str(path)) as stream, pytest.raises(Broken, match="no table kv_x"):
        list(files.read(stream, "sql", table="kv_x"))


@pytest.mark.parametrize("dry", [True, False])
async def test_what_was_taken_away_does_not_come_back(
    redis: Redis, report: Path, dry: bool
) -> None:
    records, removals, standing = Records(redis), Removals(redis), Standing(redis)
    taken_down = Track.new("42", now=NOW, title="Not theirs", audio_unique="sound")
    hidden = Track.new("43", now=NOW, title="Of somebody blocked")
    for track in (taken_down, hidden):
        await records.add(track)
    await removals.take(Track, "42", taken_down.id, why=Why("copyright"), now=NOW, file="sound")
    block = await standing.block("43", by="1", reason="spam", then={"kind": "hide-page"}, now=NOW)
    await removals.hide(Track, "43", hidden.id, since=block.at, now=NOW)
    again = Track.new("42", now=NOW, title="The same sound", audio_unique="sound")
    new = Track.new("43", now=NOW, title="New")
    tracks = [taken_down, hidden, again, new]
    found = rows((track.key, track.wire()) for track in tracks)
    outcome = await taken(redis, report, found, dry=dry)
    assert (outcome.counts[BAD], outcome.counts[NEW]) == (4, 0)
    assert [line["key"] for line in reported(report)] == [track.key for track in tracks]
    assert await KV(redis).mget(track.key for track in tracks) == [None] * 4
