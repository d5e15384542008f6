"""The quality declaration as linked data: W3C Data Quality Vocabulary in JSON-LD.

Here: one measurement a statement, in the dimension of its quality criterion. Not here: computing
the declaration (``metrics.quality``), where the file goes (``dashboard.report.export``).
Source: Data on the Web Best Practices: Data Quality Vocabulary, W3C Working Group Note, 2016.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from data.editions import Edition

CONTEXT = {
    "dqv": "http://www.w3.org/ns/dqv#", "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/", "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
WHOLE = "urn:lagesbild"


def declaration(edition: Edition, statements: Sequence[Mapping[str, str]]) -> str:
    """Write the declaration of an edition as JSON-LD text; the same edition gives the same text."""
    found = list(statements)
    graph = [
        _dataset(edition), *(_part(edition, area) for area in _each(found, "area")),
        *(_dimension(code) for code in _each(found, "dimension")),
        *(_metric(measure, dimension) for measure, dimension in sorted(
            {(s["measure"], s["dimension"]) for s in found})),
        *(_measurement(edition, place, s) for place, s in enumerate(found, start=1)),
    ]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False) + "\n"


def _each(statements: Sequence[Mapping[str, str]], key: str) -> list[str]:
    return list(dict.fromkeys(s[key] for s in statements))


def _of(edition: Edition) -> str:
    return f"{WHOLE}:edition:{edition.label}"


def _dataset(edition: Edition) -> dict[str, Any]:
    return {"@id": _of(edition), "@type": "dcat:Dataset", "dcterms:identifier": edition.label,
            "dcterms:type": edition.origin, "dcterms:hasVersion": edition.hash}


def _part(edition: Edition, area: str) -> dict[str, Any]:
    return {"@id": f"{_of(edition)}:{area}", "@type": "dcat:Dataset", "dcterms:identifier": area,
            "dcterms:isPartOf": {"@id": _of(edition)}}


def _dimension(code: str) -> dict[str, Any]:
    return {"@id": f"{WHOLE}:dimension:{code}", "@type": "dqv:Dimension", "skos:notation": code}


def _metric(measure: str, dimension: str) -> dict[str, Any]:
    return {"@id": f"{WHOLE}:metric:{measure}", "@type": "dqv:Metric", "skos:notation": measure,
            "dqv:expectedDataType": {"@id": "xsd:string"},
            "dqv:inDimension": {"@id": f"{WHOLE}:dimension:{dimension}"}}


def _measurement(edition: Edition, place: int, said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@id": f"{_of(edition)}:measurement:{place}", "@type": "dqv:QualityMeasurement",
        "dqv:computedOn": {"@id": f"{_of(edition)}:{said['area']}"},
        "dqv:isMeasurementOf": {"@id": f"{WHOLE}:metric:{said['measure']}"},
        "dqv:value": said["word"] or "stated",
        "skos:note": [{"@language": lang, "@value": said[lang]} for lang in ("sv", "en")],
    }
