"""The quality declaration leaves as linked data that another library reads back whole."""

from __future__ import annotations

import json
from datetime import date

from rdflib import RDF, Graph, Namespace

from dashboard.report import dqv
from data.editions import Edition

DQV = Namespace("http://www.w3.org/ns/dqv#")
EDITION = Edition(3, "S-3", "2026M09", date(2026, 10, 12), date(2026, 10, 21), 2, "synthetic",
                  "0.1", "ab" * 32)
SAID = [
    {"area": "war_crimes", "dimension": "accuracy", "measure": "coverage", "word": "all",
     "sv": "Alla har lämnat.", "en": "Everyone has delivered."},
    {"area": "war_crimes", "dimension": "punctuality", "measure": "on_time", "word": "most",
     "sv": "De flesta kom i tid.", "en": "Most came on time."},
    {"area": "resilience", "dimension": "accuracy", "measure": "coverage", "word": "",
     "sv": "Två saknas.", "en": "Two are missing."},
]


def graph() -> Graph:
    return Graph().parse(data=dqv.declaration(EDITION, SAID), format="json-ld")


def test_each_statement_is_one_measurement_in_its_dimension() -> None:
    found = graph()
    asked = found.query("""
        PREFIX dqv: <http://www.w3.org/ns/dqv#> PREFIX dcterms: <http://purl.org/dc/terms/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?area ?dimension ?measure ?value ?sv ?en WHERE {
          ?m a dqv:QualityMeasurement ; dqv:computedOn/dcterms:identifier ?area ;
             dqv:isMeasurementOf ?metric ; dqv:value ?value ; skos:note ?sv , ?en .
          ?metric dqv:inDimension/skos:notation ?dimension ; skos:notation ?measure .
          FILTER(lang(?sv) = "sv" && lang(?en) = "en") }""")
    rows = sorted(tuple(map(str, row)) for row in asked)  # type: ignore[arg-type]
    assert rows == sorted(
        (s["area"], s["dimension"], s["measure"], s["word"] or "stated", s["sv"], s["en"])
        for s in SAID)


def test_every_dimension_and_metric_is_declared_once() -> None:
    found = graph()
    for kind, number in ((DQV.Dimension, 2), (DQV.Metric, 2), (DQV.QualityMeasurement, 3)):
        assert len(set(found.subjects(RDF.type, kind))) == number


def test_the_same_edition_gives_the_same_bytes_and_asks_nobody() -> None:
    text = dqv.declaration(EDITION, SAID)
    assert text == dqv.declaration(EDITION, list(SAID))
    assert isinstance(json.loads(text)["@context"], dict)   # no address to fetch a context from
