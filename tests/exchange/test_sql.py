"""All nine kinds as tables of a real PostgreSQL, and what the specification asks of them."""

import asyncio
import json
import sys
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from redis.asyncio import Redis

from exchange import sql
from exchange.rows import Broken
from exchange.tables import TABLES, columns_of, schema
from storage import FAMILIES, KV, Counters, Records, Track
from tests.patience import until
from tests.storage.samples import ALL, SPECIFIED

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "report.ndjson"


def reported(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


async def filled(redis: Redis, dsn: str, report: Path) -> dict[str, sql.Filled]:
    return {done.table: done for done in await sql.fill(redis, dsn, report=report, now=NOW)}


def asked(dsn: str, question: str) -> list[Any]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(question.encode()).fetchall()


async def agree(redis: Redis, dsn: str) -> bool:
    return all(one.stored == one.there for one in await sql.verify(redis, dsn))


def test_every_kind_has_a_table() -> None:
    assert {table.model for table in TABLES} == set(FAMILIES.values())


async def test_the_tables_have_the_columns_that_are_filled(
    redis: Redis, dsn: str, report: Path
) -> None:
    await filled(redis, dsn, report)
    for table in TABLES:
        found = asked(
            dsn,
            f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table.name}'",
        )
        assert {name for (name,) in found} == set(table.columns)


async def test_the_examples_of_the_specification_become_rows(
    redis: Redis, dsn: str, report: Path
) -> None:
    await KV(redis).mset(SPECIFIED)
    done = await filled(redis, dsn, report)
    assert {table: one.rows for table, one in done.items()} == dict.fromkeys(done, 1)
    assert reported(report) == []
    assert asked(dsn, "SELECT title, plays, created_at, extra FROM tracks") == [
        ("Midnight Dreams", 12500, datetime(2024, 1, 25, 10, tzinfo=UTC), None)
    ]
    assert asked(dsn, "SELECT date::text, plays, likes FROM track_daily_stats") == [
        ("2024-01-25", 1250, 34)
    ]
    assert asked(dsn, "SELECT date::text, time::text, ticket_price FROM concerts") == [
        ("2024-07-15", "20:00:00", Decimal(2500))
    ]
    assert asked(dsn, "SELECT artist_id, donor_name, amount, status FROM donations") == [
        ("demo-user", "Иван Петров", Decimal(500), "completed")
    ]
    assert asked(dsn, "SELECT user_id, coins FROM coin_balances") == [("demo-user", Decimal(5000))]
    assert await agree(redis, dsn)


async def test_the_dashboard_says_what_the_bot_says(redis: Redis, dsn: str, report: Path) -> None:
    kv, counters = KV(redis), Counters(redis)
    await kv.mset(ALL)
    for number in range(3):
        track = {"userId": "demo-user", "title": f"Song {number}", "plays": 10, "likes": number}
        await kv.set(f"track:demo-user:{number}", json.dumps(track))
        await counters.listen("demo-user", str(number), "fan", now=NOW)
    await filled(redis, dsn, report)
    totals = await counters.totals("demo-user")
    [row] = asked(
        dsn,
        "SELECT total_plays, total_likes, tracks_count, coins_balance FROM dashboard"
        " WHERE user_id = 'demo-user'",
    )
    assert row == (totals.plays, totals.likes, totals.tracks, Decimal(5000))
    assert row[0] >= 12500 + 33


async def test_all_that_ever_was_stored_becomes_rows(redis: Redis, dsn: str, report: Path) -> None:
    await KV(redis).mset(ALL)
    await filled(redis, dsn, report)
    assert await agree(redis, dsn)


async def test_a_second_time_writes_what_differs(redis: Redis, dsn: str, report: Path) -> None:
    kv, records = KV(redis), Records(redis)
    tracks = {
        f"track:a:{n}": json.dumps({"userId": "a", "title": f"Song {n}"}) for n in range(2000)
    }
    await kv.mset(tracks)
    assert (await filled(redis, dsn, report))["tracks"][1:] == (2000, 2000, 0, 0, 0)
    assert (await filled(redis, dsn, report))["tracks"][1:] == (2000, 0, 0, 0, 0)
    track = await records.get(Track, "a", "7")
    await records.replace(track.changed(title="Another"))
    await kv.delete("track:a:8")
    await kv.set("track:a:new", '{"title":"New"}')
    assert (await filled(redis, dsn, report))["tracks"][1:] == (2000, 1, 1, 1, 0)
    assert asked(dsn, "SELECT title FROM tracks WHERE id IN ('7', '8')") == [("Another",)]
    assert await agree(redis, dsn)


async def test_rows_that_violate_a_constraint_are_told_of_and_the_others_come(
    redis: Redis, dsn: str, report: Path
) -> None:
    day = {"date": "2024-01-25", "plays": 1, "likes": 0}
    donation = {"donorName": "x", "amount": 5, "status": "completed"}
    await KV(redis).mset(
        {
            "track:a:1": '{"title":"x"}',
            "track:a:2": "no JSON",
            "track:a:3": '{"title":"x","ours":"\\u0000"}',
            "analytics:a:track:1": json.dumps({"trackId": "1", "dailyStats": [day, day]}),
            "analytics:a:track:9": json.dumps({"trackId": "9", "dailyStats": [day]}),
            "donation:a:1": json.dumps({**donation, "chargeId": "c"}),
            "donation:b:1": json.dumps({**donation, "chargeId": "c"}),
            "donation:a:2": json.dumps({**donation, "nth": 10**30}),
            "donation:a:3": json.dumps(donation),
        }
    )
    done = await filled(redis, dsn, report)
    assert (done["tracks"].rows, done["tracks"].refused) == (1, 2)
    assert (done["track_analytics"].rows, done["track_analytics"].refused) == (1, 1)
    assert (done["track_daily_stats"].rows, done["track_daily_stats"].refused) == (1, 2)
    assert (done["donations"].rows, done["donations"].refused) == (2, 2)
    reasons = " ".join(line["reason"] for line in reported(report))
    for reason in ("twice", "none of tracks", "donations_charged_once", "integer", "tracks: "):
        assert reason in reasons
    again = await filled(redis, dsn, report)
    assert sum(one.new + one.changed + one.gone for one in again.values()) == 0


async def test_what_has_no_column_is_kept(redis: Redis, dsn: str, report: Path) -> None:
    value = {"title": "x", "mood": ["calm", 10**30], "genre": 5}
    await KV(redis).set("track:a:1", json.dumps(value))
    await filled(redis, dsn, report)
    [(extra, genre)] = asked(dsn, "SELECT extra::text, genre FROM tracks")
    assert (json.loads(extra), genre) == ({"mood": ["calm", 10**30], "genre": 5}, None)


async def test_verify_sees_what_is_missing_or_wrong(redis: Redis, dsn: str, report: Path) -> None:
    kv = KV(redis)
    await kv.mset(SPECIFIED)
    await filled(redis, dsn, report)
    with psycopg.connect(dsn) as connection:
        connection.execute("UPDATE tracks SET plays = plays + 1")
        connection.execute("UPDATE concerts SET ticket_price = ticket_price - 0.01")
        connection.execute("DELETE FROM donations")
    await kv.set("news:demo-user:1", '{"title":"One more","content":"…"}')
    wrong = {(one.table, one.figure) for one in await sql.verify(redis, dsn) if one[2] != one[3]}
    assert wrong == {
        ("tracks", "plays"),
        ("concerts", "ticket_price"),
        ("donations", "rows"),
        ("donations", "amount"),
        ("news", "rows"),
    }


async def test_cents_add_up(redis: Redis, dsn: str, report: Path) -> None:
    concert = json.loads(SPECIFIED["concert:demo-user:1706184123456-concert1"])
    for number in range(30):
        price = {"id": str(number), "ticketPrice": 0.1}
        await KV(redis).set(f"concert:demo-user:{number}", json.dumps({**concert, **price}))
    await filled(redis, dsn, report)
    assert asked(dsn, "SELECT SUM(ticket_price) FROM concerts") == [(Decimal(3),)]
    assert await agree(redis, dsn)


async def test_a_record_that_was_spoilt_goes_and_comes_back(
    redis: Redis, dsn: str, report: Path
) -> None:
    kv = KV(redis)
    await kv.mset(SPECIFIED)
    await filled(redis, dsn, report)
    track = "track:demo-user:1706184123456-abc123"
    await kv.set(track, "spoilt")
    spoilt = await filled(redis, dsn, report)
    assert [spoilt["tracks"].gone, spoilt["tracks"].refused] == [1, 1]
    assert spoilt["track_daily_stats"].rows == 0
    await kv.set(track, SPECIFIED[track])
    back = await filled(redis, dsn, report)
    assert [back[name].new for name in ("tracks", "track_analytics", "track_daily_stats")] == [
        1
    ] * 3
    assert await agree(redis, dsn)


async def test_each_kind_comes_whole_or_stays_what_it_was(
    redis: Redis, dsn: str, report: Path
) -> None:
    kv = KV(redis)
    await kv.mset(SPECIFIED)
    await filled(redis, dsn, report)
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "CREATE FUNCTION full_disk() RETURNS TRIGGER LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$"
        )
        connection.execute(
            "CREATE TRIGGER filled BEFORE DELETE ON videos EXECUTE FUNCTION full_disk()"
        )
    for name in ("track", "video"):
        await kv.set(f"{name}:a:new", '{"title":"New"}')
    with pytest.raises(Broken, match="disk_full"):
        await filled(redis, dsn, report)
    assert [asked(dsn, f"SELECT COUNT(*) FROM {name}") for name in ("tracks", "videos")] == [
        [(2,)],
        [(1,)],
    ]


async def test_each_version_of_the_schema_is_applied_once(
    redis: Redis, dsn: str, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await KV(redis).mset(SPECIFIED)
    first, *others = schema()
    with monkeypatch.context() as release, suppress(Broken):  # it knows less
        release.setattr(sql, "schema", lambda: [first])
        await filled(redis, dsn, report)
    await filled(redis, dsn, report)
    later = [first, *others, "ALTER TABLE tracks ADD COLUMN mood TEXT"]
    with monkeypatch.context() as release:
        release.setattr(sql, "schema", lambda: later)
        for _ in range(2):
            done = await filled(redis, dsn, report)
            assert done["tracks"][1:] == (1, 0, 0, 0, 0)
    seen = [n for (n,) in asked(dsn, "SELECT version FROM promo_music_schema ORDER BY version")]
    assert seen == [*range(1, len(later) + 1)]
    with pytest.raises(Broken, match="of a later release"):
        await filled(redis, dsn, report)


async def test_two_exports_do_not_fill_the_same_tables(
    redis: Redis, dsn: str, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "PATIENCE_S", 1)
    await filled(redis, dsn, report)
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (sql.LOCK,))
        told = {"key": "what that one tells of"}
        await asyncio.to_thread(report.write_text, json.dumps(told))
        with pytest.raises(Broken, match="another export"):
            await filled(redis, dsn, report)
        assert reported(report) == [told]
    await filled(redis, dsn, report)


async def test_one_that_was_killed_in_a_long_statement_holds_up_nobody(
    redis: Redis, dsn: str, report: Path
) -> None:
    """Without being asked, the server looks for its end only when the statement is through."""
    lines = (
        "import psycopg, sys; from exchange import sql",
        "with psycopg.connect(sys.argv[1]) as c: sql.alone(c); c.execute('SELECT pg_sleep(600)')",
    )
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", "\n".join(lines), dsn)
    at_work = "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'"
    await until(lambda: asyncio.to_thread(asked, dsn, at_work))
    other.kill()
    await other.wait()
    await filled(redis, dsn, report)


async def test_fields_and_columns_go_by_one_name() -> None:
    assert columns_of(Track)["cover_url"] == "cover_url"
    assert columns_of(FAMILIES["analytics"])["track_id"] == "id"
    assert columns_of(FAMILIES["donation"])["artist_id"] == "owner"
