"""Numbers written by hand, and the five words of likelihood."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest

from data import prose, words
from data.prose import Cited
from data.tables import FRAMES


@pytest.mark.parametrize(("text", "found"), [
    ("Det var 14 fall.", ["14"]),
    ("Det var 1\u00a0204 fall och 1,204 cases.", ["1\u00a0204", "1,204"]),
    ("31,8 procent, 14.50 per cent", ["31,8", "14.50"]), ("14 decisions and 14 may be", ["14"]),
    ("2024 personer", ["2024"]), ("2015 fall", ["2015"]), ("100 procent", ["100"]), ("noll", []),
    ("Den 14 maj 2026, 2026-05-14, 5 Oct", []),
    ("lag (2008:206), 2 kap. 3 §, § 5, EU 2016/679", []),
    ("2026K3, 2026Q3, 2026M09, K3, kvartal 3", []), ("utgåva S-3 och rättelse 7", []),
    ("RUC8", []), ("Från {{oc.leads|SE|2026K3}} till {{oc.leads|SE|2025}}.", []),
    ("år 2024 och 2025", []), ("14 och 14", ["14"]),
])
def test_a_number_is_found_unless_it_names_a_day_a_period_or_a_law(
    text: str, found: list[str]
) -> None:
    assert prose.loose(text) == found


def test_a_published_figure_may_be_cited_with_its_year_in_the_same_sentence() -> None:
    cited = (Cited(2473307.0, 2024), Cited(5.5, 2023))
    assert prose.loose("År 2024 var det 2\u00a0473\u00a0307 kontroller.", cited) == []
    assert prose.loose("In 2024 there were 2,473,307.", cited) == []
    assert prose.loose("Andelen var 5,5 procent 2023.", cited) == []
    assert prose.loose("Det var 2\u00a0473\u00a0307 kontroller.", cited) == ["2\u00a0473\u00a0307"]
    assert prose.loose("Andelen var 5,5 procent 2024.", cited) == ["5,5"]
    apart = prose.loose("Det var 2024. Nu är det 2\u00a0473\u00a0307.", cited)
    assert apart == ["2\u00a0473\u00a0307"]


def test_only_the_authorities_own_figures_of_the_area_may_be_cited() -> None:
    base = {**dict.fromkeys(FRAMES["figures"]), "area": "war_crimes", "year": 2024, "value": 140.0}
    rows = [{**base, "source_kind": "authority"},
            {**base, "value": 9.0, "source_kind": "newspaper"},
            {**base, "area": "resilience", "value": 8.0, "source_kind": "authority"}]
    frame = pl.DataFrame(rows, schema=FRAMES["figures"])
    assert prose.cited(frame, "war_crimes") == (Cited(140.0, 2024),)


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("code", prose.LIKELIHOODS)
def test_a_text_speaks_of_the_likelihood_that_it_is_written_with(code: str, lang: str) -> None:
    word = words.say(f"likelihood.{code}", lang)
    assert prose.spoken(f"Det är {word} att.", lang) == code
    for to in prose.LIKELIHOODS:
        assert prose.spoken(prose.bound(f"Det är {word} att.", lang, to), lang) == to


def test_a_longer_word_of_likelihood_is_not_taken_for_a_shorter() -> None:
    assert prose.likelihoods("Mycket sannolikt, mindre sannolikt, osannolikt", "sv") == [
        "very_likely", "less_likely", "unlikely"]
    assert prose.spoken("Det är sannolikt och osannolikt.", "sv") == ""
    assert prose.spoken("It is likely that possible victims", "en") == "likely"
    assert prose.bound("Sannolikt ökar det.", "sv", "possible") == "Möjligt ökar det."


def test_the_limits_meet_and_cover_everything() -> None:
    ends = [prose.LIMITS[c] for c in prose.LIKELIHOODS]
    assert ends[0][0] == 0 and ends[-1][1] == 100
    assert all(a[1] == b[0] for a, b in pairwise(ends))


@pytest.mark.parametrize("written", ["1\u00a0046", "1,046", "1046", "1 046"])
def test_a_number_that_tells_is_covered_however_it_is_written(written: str) -> None:
    forms = prose.forms(1046.0)
    assert prose.without(f"Det var {written} fall.", forms) == "Det var (..) fall."
    assert prose.without("Det var 10465 fall.", forms) == "Det var 10465 fall."
