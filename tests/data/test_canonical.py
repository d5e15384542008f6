"""Canonical lines, as worked examples: they are what every hash is taken over."""

import hashlib
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as some

from data import canonical

FRAME = pl.DataFrame({
    "text": ["b", "a\tb", None, "", "å\\N"],
    "number": [2.0, 0.1 + 0.2, None, -0.0, 1e-7],
    "whole": [3, -1, None, 0, 2**62],
    "day": [date(2026, 10, 21), None, None, date(2026, 1, 2), date(1999, 12, 31)],
})


def test_lines_are_written_as_the_method_says() -> None:
    assert canonical.lines(FRAME).to_list() == [
        "\t0\t0\t2026-01-02",
        "\\N\t\\N\t\\N\t\\N",
        "a\\tb\t0.30000000000000004\t-1\t\\N",
        "b\t2\t3\t2026-10-21",
        "å\\\\N\t1e-07\t4611686018427387904\t1999-12-31",
    ]


def test_a_digest_is_sha256_of_names_and_lines() -> None:
    one = pl.DataFrame({"n": [2.0, 1.0]})
    assert canonical.digest(one) == hashlib.sha256(b"n\n1\n2").hexdigest()
    assert canonical.digest(one) != canonical.digest(one.rename({"n": "m"}))


@given(some.lists(some.tuples(
    some.none() | some.text(max_size=4), some.none() | some.floats(allow_nan=False, width=64))))
def test_two_frames_share_a_digest_only_if_they_hold_the_same_rows(
    rows: list[tuple[str | None, float | None]],
) -> None:
    schema = {"text": pl.String, "number": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    turned = pl.DataFrame(rows[::-1], schema=schema, orient="row")
    assert canonical.digest(frame) == canonical.digest(turned)
    more = pl.concat([frame, pl.DataFrame([("x", 1.5)], schema=schema, orient="row")])
    assert canonical.digest(more) != canonical.digest(frame)
    assert len(canonical.lines(frame)) == len(rows)
