"""Whatever is in the store comes out, and is the same wherever it goes."""

import json
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from redis.asyncio import Redis

from exchange import exporting, files, postgres
from exchange.importing import SAME, Import
from exchange.rows import Broken
from storage import KV, Counters
from tests.storage.samples import ALL

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
TABLE = postgres.TABLE

STRANGE = {
    "track:demo-user:unread": "no JSON at all, yet it is there",
    "playlist:demo-user:1": '{"of":"another kind"}',
    "nowhere": "",
    "coins:balance:*": "\t\\N\n\\.\r\n'\"",
}


@pytest.fixture
async def kv(redis: Redis) -> KV:
    """A store with one of each kind, in all their shapes, and more."""
    kv = KV(redis)
    await kv.mset(dict(ALL))
    await kv.mset(STRANGE)
    await redis.set("bot:ours", "not theirs")
    await Counters(redis).fold(now=NOW)
    return kv


async def stored(kv: KV) -> dict[str, str]:
    return {key: value async for key, value in kv.scan_prefix("")}


async def given(redis: Redis, target: str, format: str) -> exporting.Outcome:
    return await exporting.export(redis, target, format, table=TABLE, now=NOW)


def told(path: Path, format: str) -> dict[str, str]:
    with files.opened(str(path)) as stream:
        rows = [(row.key, row.value) for row in files.read(stream, format, table=TABLE)]
    assert len(dict(rows)) == len(rows)
    return dict(rows)  # type: ignore[arg-type]


@pytest.mark.parametrize("format", files.FORMATS)
async def test_a_file_has_every_row(format: str, kv: KV, redis: Redis, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    outcome = await given(redis, str(path), format)
    assert told(path, format) == await stored(kv)
    assert sum(outcome.counts.values()) == len(ALL) + len(STRANGE)


async def test_a_folder_has_a_file_of_each_kind(kv: KV, redis: Redis, tmp_path: Path) -> None:
    outcome = await given(redis, str(tmp_path / "out"), files.FOLDER)
    found = {path.stem: told(path, "ndjson") for path in (tmp_path / "out").iterdir()}
    assert {kind: len(rows) for kind, rows in found.items()} == outcome.counts
    assert {key: row for rows in found.values() for key, row in rows.items()} == await stored(kv)
    assert set(found["balances"]) >= {"coins:balance:demo-user"}
    assert set(found["others"]) == {"playlist:demo-user:1", "nowhere"}


async def test_a_table_of_postgresql_has_every_row(kv: KV, redis: Redis, dsn: str) -> None:
    for _ in range(2):
        await given(redis, dsn, postgres.FORMAT)
        with psycopg.connect(dsn) as connection:
            rows = connection.execute("SELECT key, value FROM kv_store_84730125").fetchall()
        assert dict(rows) == await stored(kv)
        await kv.set("news:demo-user:late", "changed since")


async def test_a_table_of_jsonb_is_filled_as_well(redis: Redis, dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kv_store_84730125 (key TEXT PRIMARY KEY, value JSONB)")
    await KV(redis).mset({"profile:1": '{"name":"x"}', "coins:balance:1": "5"})
    await given(redis, dsn, postgres.FORMAT)
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT key, value FROM kv_store_84730125").fetchall()
    assert dict(rows) == {"profile:1": {"name": "x"}, "coins:balance:1": 5}
    await KV(redis).set("track:a:1", "no JSON")
    with pytest.raises(Broken, match="no JSON"):
        await given(redis, dsn, postgres.FORMAT)


async def test_a_dump_is_one_that_psql_takes(
    kv: KV, redis: Redis, dsn: str, tmp_path: Path
) -> None:
    path = tmp_path / "kv.sql"
    await given(redis, str(path), "sql")
    sql = path.read_text("utf-8")
    head, _, body = sql.partition("FROM stdin;\n")
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        before, _, copy = head.rpartition("COPY ")
        cursor.execute(before.encode())
        with cursor.copy(f"COPY {copy} FROM STDIN".encode()) as rows:
            rows.write(body.removesuffix("\\.\n"))
        cursor.execute("SELECT key, value FROM kv_store_84730125")
        assert dict(cursor.fetchall()) == await stored(kv)


async def test_the_numbers_are_those_of_now(kv: KV, redis: Redis, tmp_path: Path) -> None:
    track = "1706184123456-abc123"
    for fan in range(3):
        await Counters(redis).listen("demo-user", track, str(fan), now=NOW)
    await given(redis, str(tmp_path / "rows"), "json")
    rows = told(tmp_path / "rows", "json")
    assert json.loads(rows[f"track:demo-user:{track}"])["plays"] == 12503


async def test_what_came_out_is_there_already(kv: KV, redis: Redis, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    await given(redis, str(path), "ndjson")
    with files.opened(str(path)) as stream:
        run = Import(redis, ids={}, report=tmp_path / "report", now=NOW, dry=False)
        outcome = await run.run(files.read(stream, "ndjson"))
    assert outcome.counts["new"] == outcome.counts["other"] == 0
    assert outcome.counts[SAME] >= len(ALL)


async def test_postgresql_is_spared_zero_bytes(redis: Redis, dsn: str) -> None:
    await KV(redis).mset({"a": "\0", "b": "1"})
    outcome = await given(redis, dsn, postgres.FORMAT)
    assert [bad.key for bad in outcome.left] == ["a"]
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT key, value FROM kv_store_84730125").fetchall()
    assert rows == [("b", "1")]
