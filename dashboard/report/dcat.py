"""An edition as a record in a data catalogue: DCAT-AP-SE in JSON-LD.

Here: the dataset, its distributions (one a format, as the server gives them out) and who publishes.
Not here: the files themselves (``dashboard.report.export``).
Sources: DCAT-AP-SE, Agency for Digital Government; DCAT version 3, W3C; EU vocabularies of
frequency, theme, access right and language; SPDX for checksums.

Who publishes is whoever runs the installation: ``LAGESBILD_PUBLISHER`` is its name,
``LAGESBILD_CONTACT`` an address for questions and ``LAGESBILD_ADDRESS`` where its server is.
Nothing is made up where they say nothing: the publisher is then whoever runs the installation,
addresses stay relative, and there is no contact.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.report import cubes
from data import periods, words
from data.editions import Edition

EU = "http://publications.europa.eu/resource/authority"
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#", "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#", "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ZIP = "https://www.iana.org/assignments/media-types/application/zip"
TYPES: Mapping[str, str] = {
    "csv": "text/csv", "parquet": "application/vnd.apache.parquet", "px": "text/plain",
    "json-stat": "application/json", "sdmx-csv": "application/vnd.sdmx.data+csv",
    "csvw": "text/csv",
}


@dataclass(frozen=True)
class Publisher:
    """Who publishes, where questions go, and where the server is; "" where it is not said."""

    name: str = ""
    contact: str = ""
    address: str = ""


def publisher() -> Publisher:
    """Read who publishes from the environment."""
    said = (os.environ.get(f"LAGESBILD_{n}", "") for n in ("PUBLISHER", "CONTACT", "ADDRESS"))
    name, contact, address = said
    return Publisher(name, contact, address.rstrip("/"))


def record(edition: Edition, archives: Mapping[str, bytes], who: Publisher) -> bytes:
    """Describe an edition and its archives (format -> bytes); the same input, the same bytes."""
    graph = [_catalogue(edition, who), _dataset(edition, archives, who),
             *(_distribution(edition, f, content, who) for f, content in archives.items())]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)
    return (text + "\n").encode()


def _id(edition: Edition) -> str:
    return f"urn:lagesbild:edition:{edition.label}:{edition.hash}"


def _both(key: str, **values: object) -> list[dict[str, str]]:
    return [{"@value": words.say(key, lang, **values), "@language": lang}
            for lang in words.LANGUAGES]


def _agent(who: Publisher) -> dict[str, Any]:
    name: Any = who.name or _both("files.publisher_unnamed")
    return {"@type": "foaf:Agent", "foaf:name": name}


def _catalogue(edition: Edition, who: Publisher) -> dict[str, Any]:
    return {
        "@id": f"{_id(edition)}:catalogue", "@type": "dcat:Catalog",
        "dcterms:title": _both("files.catalogue_title"),
        "dcterms:description": _both("files.catalogue_about"),
        "dcterms:publisher": _agent(who), "dcterms:language": _languages(),
        "dcat:dataset": {"@id": _id(edition)},
    }


def _languages() -> list[dict[str, str]]:
    return [{"@id": f"{EU}/language/{code}"} for code in ("SWE", "ENG")]


def _dataset(
    edition: Edition, archives: Mapping[str, bytes], who: Publisher
) -> dict[str, Any]:
    about = [{"@value": " ".join(cubes.notes(edition, lang)), "@language": lang}
             for lang in words.LANGUAGES]
    title = [{"@value": cubes.edition_title(edition, lang), "@language": lang}
             for lang in words.LANGUAGES]
    found: dict[str, Any] = {
        "@id": _id(edition), "@type": "dcat:Dataset", "dcterms:title": title,
        "dcterms:description": about, "dcterms:publisher": _agent(who),
        "dcterms:identifier": edition.label, "dcat:version": edition.label,
        "dcterms:issued": _day(edition.published_on.isoformat()), "dcterms:language": _languages(),
        "dcterms:temporal": _until(edition), "dcterms:spatial": {"@id": f"{EU}/country/SWE"},
        "dcterms:accrualPeriodicity": {"@id": f"{EU}/frequency/MONTHLY"},
        "dcterms:accessRights": {"@id": f"{EU}/access-right/RESTRICTED"},
        "dcat:theme": [{"@id": f"{EU}/data-theme/JUST"}, {"@id": f"{EU}/data-theme/GOVE"}],
        "dcat:landingPage": {"@id": f"{who.address}/editions?edition={edition.number}"},
        "spdx:checksum": _checksum(edition.hash),
        "dcat:distribution": [{"@id": f"{_id(edition)}:{f}"} for f in archives],
    }
    if who.contact:
        found["dcat:contactPoint"] = {
            "@type": "vcard:Organization", "vcard:fn": who.name or who.contact,
            "vcard:hasEmail": {"@id": f"mailto:{who.contact}"}}
    return found


def _day(day: str) -> dict[str, str]:
    return {"@value": day, "@type": "xsd:date"}


def _until(edition: Edition) -> dict[str, Any]:
    return {"@type": "dcterms:PeriodOfTime",
            "dcat:endDate": _day(periods.last_day(edition.until).isoformat())}


def _checksum(digest: str) -> dict[str, Any]:
    return {"@type": "spdx:Checksum", "spdx:checksumValue": digest,
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"}}


def _distribution(
    edition: Edition, kind: str, content: bytes, who: Publisher
) -> dict[str, Any]:
    address = f"{who.address}/api/v1/editions/{edition.number}/files/{kind}"
    return {
        "@id": f"{_id(edition)}:{kind}", "@type": "dcat:Distribution",
        "dcterms:title": _both(f"files.format_{kind.replace('-', '_')}"),
        "dcterms:format": kind, "dcat:packageFormat": {"@id": ZIP},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{TYPES[kind]}"},
        "dcat:accessURL": {"@id": address}, "dcat:downloadURL": {"@id": address},
        "dcterms:issued": _day(edition.published_on.isoformat()),
        "spdx:checksum": _checksum(hashlib.sha256(content).hexdigest()),
    }
