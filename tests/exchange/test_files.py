"""Every format gives back what it was given, and says what it cannot read, and where."""

import io
import json
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange import files
from exchange.rows import Bad, Broken, Row

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NASTY = st.sampled_from(['"', "'", "\\", "\\N", "\\.", "\t", "\n", "\r\n", "\r", ",", "\\x41", ""])
VALUES = st.one_of(TEXT, st.lists(st.one_of(TEXT, NASTY), max_size=4).map("".join))


def written(tmp_path: Path, format: str, rows: list[Row], name: str = "rows") -> Path:
    path = tmp_path / name
    with files.writing(path, format, table="kv") as put:
        put(rows[:2])
        put(rows[2:])
    return path


def read(path: Path, format: str, table: str | None = None) -> list[Row | Bad]:
    with files.opened(str(path)) as stream:
        return list(files.read(stream, format, table=table))


def said(format: str, raw: bytes, table: str | None = None) -> list[Row | Bad]:
    return list(files.read(io.BytesIO(raw), format, table=table))


@pytest.mark.parametrize("format", files.FORMATS)
def test_what_is_written_is_read(format: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(format)

    @given(st.dictionaries(VALUES, VALUES, max_size=5))
    def same(pairs: dict[str, str]) -> None:
        if format in ("sql", "copy"):  # PostgreSQL has none
            pairs = {k.replace("\0", ""): v.replace("\0", "") for k, v in pairs.items()}
        rows = [Row(key, value, "") for key, value in pairs.items()]
        found = read(written(folder, format, rows), format, "kv")
        assert [(row.key, row.value) for row in found] == list(pairs.items())

    same()


@pytest.mark.parametrize("format", files.FORMATS)
def test_a_packed_file_is_unpacked(format: str, tmp_path: Path) -> None:
    path = written(tmp_path, format, [Row("a", "b", "")], f"rows.{format}.gz")
    assert path.read_bytes()[:2] == b"\x1f\x8b"
    assert files.format_of(str(path)) == format
    [row] = read(path, format)
    assert row[:2] == ("a", "b")


def test_a_packed_file_that_was_cut_off_is_broken(tmp_path: Path) -> None:
    path = written(tmp_path, "csv", [Row("a", "b" * 1000, "")], "rows.csv.gz")
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(Broken, match=r"rows\.csv\.gz"):
        read(path, "csv")


def test_what_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), files.writing(tmp_path / "a.csv", "csv", table=""):
        1 / 0  # noqa: B018
    assert list(tmp_path.iterdir()) == []


def test_a_name_says_the_format() -> None:
    assert files.format_of("a/b.JSONL") == "ndjson"
    assert files.format_of("kv.dump") == "sql"
    with pytest.raises(Broken, match="--format"):
        files.format_of("kv.txt")


def test_json_is_an_object_or_a_list() -> None:
    pairs = {"profile:1": {"name": "Ё", "n": 10**30, "f": 0.5}, "coins:balance:1": 5000}
    want = [("profile:1", pairs["profile:1"]), ("coins:balance:1", 5000)]
    for said_ in (
        pairs,
        [list(pair) for pair in pairs.items()],
        [{"key": key, "value": value, "id": 3} for key, value in pairs.items()],
    ):
        found = said("json", b"\xef\xbb\xbf \n" + json.dumps(said_).encode())
        assert [(row.key, json.loads(str(row.value))) for row in found] == want
    assert said("json", b"{}") == said("json", b"[]") == []


@pytest.mark.parametrize("raw", [b'{"a": "b", ', b'["', b'{"a": "\xff"}', b"nothing", b""])
def test_json_that_breaks_says_so(raw: bytes) -> None:
    with pytest.raises(Broken):
        said("json", raw)


def test_json_twice_under_one_key_is_two_rows() -> None:
    assert [row[:2] for row in said("json", b'{"a": "1", "a": "2"}')] == [("a", "1"), ("a", "2")]


@pytest.mark.parametrize(
    ("format", "raw", "where"),
    [
        ("ndjson", b'["a","b"]\n{"key":"x"}\n["c","d"]\n', "line 2"),
        ("ndjson", b'["a","b"]\n["x",1e400]\n["c","d"]\n', "line 2"),
        ("json", b'[["a","b"],["x",1e400],["c","d"]]', "row 2"),
        ("json", b'{"a":"b","x":' + b"[" * 3000 + b"]" * 3000 + b',"c":"d"}', "row 2"),
        ("ndjson", b'["a","b"]\n["\xff","b"]\n["c","d"]\n', "line 2"),
        ("ndjson", b'["a","b"]\n["a",\n["c","d"]\n', "line 2"),
        ("ndjson", b'["a","b"]\n' + b"[" * 5000 + b"]" * 5000 + b'\n["c","d"]\n', "line 2"),
        ("csv", b'key,value\na,b\n"x"y,z\nc,d\n', "line 3"),
        ("csv", b"key,value\na,b\nx,\xff\nc,d\n", "line 3"),
        ("csv", b"key,value\na,b\nx\nc,d\n", "line 3"),
        ("copy", b"a\tb\nx\t\\N\nc\td\n", "line 2"),
        ("copy", b"a\tb\nx\t\xff\nc\td\n", "line 2"),
        ("copy", b"a\tb\nx\nc\td\n", "line 2"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_read(
    format: str, raw: bytes, where: str
) -> None:
    first, bad, last = said(format, raw)
    assert (first[:2], last[:2]) == (("a", "b"), ("c", "d"))
    assert isinstance(bad, Bad)
    assert bad.at == where
    assert json.loads(bad.line())["reason"]


def test_a_number_of_any_length_is_read() -> None:
    [row] = said("json", b'{"a": 1' + b"0" * 9000 + b"}")
    assert row.value == "1" + "0" * 9000


def test_deep_brackets_take_no_more_than_others() -> None:
    tracemalloc.start()
    said("json", b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 << 20


def test_an_open_quote_of_a_csv_takes_no_row_with_it_in_silence() -> None:
    *_, last = said("csv", b'key,value\na,b\nx,"open\nc,d\n')
    assert isinstance(last, Bad)
    assert last.value == b'x,"open\nc,d\n'


def test_a_csv_names_its_columns() -> None:
    [row] = said("csv", b'\xef\xbb\xbf"id","Value","KEY"\r\n1,"a\nb",k\r\n')
    assert row[:2] == ("k", "a\nb")
    with pytest.raises(Broken, match="columns"):
        said("csv", b"a,b\n1,2\n")


def test_a_csv_need_not_name_its_columns() -> None:
    found = said("csv", b'\xef\xbb\xbfprofile:1,"{""name"":""x""}"\nx,\xff\nprofile:2,b\n')
    assert [row[:2] for row in found if isinstance(row, Row)] == [
        ("profile:1", '{"name":"x"}'),
        ("profile:2", "b"),
    ]
    with pytest.raises(Broken, match="columns"):
        said("csv", b'"open\n')


def test_a_packed_file_with_a_wrong_byte_is_broken(tmp_path: Path) -> None:
    path = written(tmp_path, "csv", [Row(f"{n}:a:b", "v" * n, "") for n in range(200)], "a.csv.gz")
    raw = bytearray(path.read_bytes())
    raw[40:80] = b"\xff" * 40
    path.write_bytes(raw)
    with pytest.raises(Broken, match=r"a\.csv\.gz"):
        read(path, "csv")


@pytest.mark.parametrize(
    "cut",
    [
        b"COPY kv (key, value) FROM stdin;\na\tb\n",
        b"INSERT INTO kv VALUES ('a', 'b');\nINSERT INTO kv VALUES ('c', 'd",
    ],
)
def test_a_dump_that_was_cut_off_is_broken(cut: bytes) -> None:
    found = files.read(io.BytesIO(cut), "sql")
    assert next(found)[:2] == ("a", "b")
    with pytest.raises(Broken, match="ends within"):
        next(found)


def test_a_dump_says_which_tables_it_has() -> None:
    dump = b"COPY public.kv (key, value) FROM stdin;\na\tb\n\\.\n"
    with pytest.raises(Broken, match=r"no table kv_x in this dump; --table could be public\.kv"):
        said("sql", dump, "kv_x")
    with pytest.raises(Broken, match="pg_restore"):
        said("sql", b"PGDMP\x01\x0e\n", "kv")


def test_what_is_no_file_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    written(tmp_path, "copy", [Row("a", "b", "")], "pipe")
    assert os.read(end, 100) == b"a\tb\n"
    os.close(end)
    assert pipe.is_fifo()
