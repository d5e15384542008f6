"""The API and the feeds through the whole server: Streamlit takes none of their addresses."""

from __future__ import annotations

import json

import pytest

from tests.journeys.test_server import ask


def test_the_server_gives_cells_and_says_unchanged(served: str) -> None:
    path = "/api/v1/editions/2/cells?role=management&limit=5"
    status, headers, body = ask(served, path)
    assert status == 200 and len(json.loads(body)["cells"]) == 5
    assert headers["x-frame-options"] == "DENY" and "set-cookie" not in headers
    assert ask(served, path, {"If-None-Match": headers["etag"]})[0::2] == (304, "")
    status, headers, body = ask(served, path, method="HEAD")
    assert (status, body) == (200, "")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api", "/feeds/nothing", "/api/v1/static/x"])
def test_what_is_not_there_is_a_problem_and_never_the_page(served: str, path: str) -> None:
    status, _, body = ask(served, path)
    assert status == 404 and "<script" not in body


def test_the_page_leads_feed_readers_to_the_feed(served: str) -> None:
    _, _, body = ask(served, "/?lang=en&edition=2")
    assert 'type="application/atom+xml"' in body and "/feeds/editions.atom?lang=en" in body
    assert ask(served, "/feeds/editions.atom?lang=en")[0] == 200
    assert ask(served, "/feeds/calendar.ics", {"Host": "evil.example"})[0] == 421
