"""An edition's cells as SDMX-CSV 2.0, and the structure that describes them as SDMX-ML 3.0.

Here: columns, codes of observation status and confidentiality, the data structure with its code
lists in both languages. Not here: reading an edition (``dashboard.report.export``).
Sources: SDMX-CSV field guide 2.0.0; SDMX 3.0 schemas; CL_OBS_STATUS and CL_CONF_STATUS of the SDMX
cross-domain code lists.

Confidentiality is N (not for publication) for every protected cell. C and D, which would tell a
cell that is small from one that only guards it, are never written: the edition does not know which
is which. An identifier of SDMX may hold no point, colon or plus, hence a hyphen for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as Tree

import polars as pl

from dashboard.report import cubes
from data import words
from data.editions import Edition

AGENCY, VERSION = "LAGESBILD", "1.0.0"
FLOW, STRUCTURE = "EDITION", "EDITION"
DIMENSIONS: Mapping[str, str] = {
    "FREQ": "", "INDICATOR": "indicator", "REF_AREA": "place", "AUTHORITY": "authority",
    "BREAKDOWN": "breakdown"}
ATTRIBUTES = ("OBS_STATUS", "CONF_STATUS", "UNIT_MEASURE", "STATUS", "BREAK", "AS_OF", "ORIGIN",
              "EDITION", "EDITION_HASH")
_FREQUENCY = {"year": "A", "quarter": "Q", "month": "M"}
# The words of the code lists, from SDMX: only those that are written.
OBS_STATUS = {"A": "files.obs_normal", "B": "status.break", "P": "status.provisional",
              "Q": "files.sign_protected", "M": "files.sign_not_applicable",
              "L": "files.sign_not_delivered"}
CONF_STATUS = {"F": "files.conf_free", "N": "files.conf_not_for_publication"}
_MISSING = {"protected": "Q", "not_applicable": "M", "not_delivered": "L"}
_MESSAGE = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"
_STRUCTURES = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure"
_COMMON = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"


def identifier(code: str) -> str:
    """Write a code as SDMX allows identifiers."""
    return re.sub(r"[.:+]", "-", code)


def data(edition: Edition, cells: pl.DataFrame) -> bytes:
    """Write the cells, one row an observation; a cell without a number has an empty value."""
    found = cells.with_columns(
        pl.col("period_level").replace_strict(_FREQUENCY).alias("FREQ"),
        *(pl.col(own).str.replace_all(r"[.:+]", "-").alias(name)
          for name, own in DIMENSIONS.items() if own),
        pl.col("period").str.replace("K", "-Q").str.replace("M", "-").alias("TIME_PERIOD"),
        cubes.plain().alias("OBS_VALUE"), _status().alias("OBS_STATUS"),
        pl.when(pl.col("sign") == "protected").then(pl.lit("N")).otherwise(pl.lit("F")).alias(
            "CONF_STATUS"),
        pl.col("unit").alias("UNIT_MEASURE"), pl.col("status").alias("STATUS"),
        pl.col("break").alias("BREAK"), pl.col("as_of").alias("AS_OF"),
        pl.col("origin").alias("ORIGIN"))
    whole = found.select(
        pl.lit("dataflow").alias("STRUCTURE"),
        pl.lit(f"{AGENCY}:{FLOW}({VERSION})").alias("STRUCTURE_ID"), pl.lit("I").alias("ACTION"),
        *DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES[:-2],
        pl.lit(edition.label).alias("EDITION"), pl.lit(edition.hash).alias("EDITION_HASH"))
    return whole.write_csv(line_terminator="\r\n").encode()


def _status() -> pl.Expr:
    """Say what an observation is by one code: missing first, then break, then provisional."""
    there = pl.when(pl.col("break") != "").then(pl.lit("B")).when(
        pl.col("status") == "provisional").then(pl.lit("P")).otherwise(pl.lit("A"))
    return pl.when(pl.col("sign") == "visible").then(there).otherwise(
        pl.col("sign").replace_strict(_MISSING, default=None))


def structure(
    edition: Edition, cells: pl.DataFrame, codes: pl.DataFrame, indicators: pl.DataFrame
) -> bytes:
    """Write code lists, concepts, data structure and dataflow as SDMX-ML 3.0."""
    for prefix, address in (("mes", _MESSAGE), ("str", _STRUCTURES), ("com", _COMMON)):
        Tree.register_namespace(prefix, address)
    root = Tree.Element(f"{{{_MESSAGE}}}Structure")
    header = Tree.SubElement(root, f"{{{_MESSAGE}}}Header")
    for tag, text in (("ID", cubes.stem(edition)),
                      ("Test", "true" if edition.origin == "synthetic" else "false"),
                      ("Prepared", f"{edition.published_on}T00:00:00Z")):
        Tree.SubElement(header, f"{{{_MESSAGE}}}{tag}").text = text
    Tree.SubElement(header, f"{{{_MESSAGE}}}Sender", id=AGENCY)
    inside = Tree.SubElement(root, f"{{{_MESSAGE}}}Structures")
    known = cubes.names(codes, indicators)
    for name, build in (("Codelists", _lists), ("ConceptSchemes", _concepts)):
        build(_part(inside, name), cells, known)
    _flow(_part(inside, "Dataflows"), edition)
    _definition(_part(inside, "DataStructures"))
    Tree.indent(root)
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _part(parent: Tree.Element, tag: str, **values: str) -> Tree.Element:
    return Tree.SubElement(parent, f"{{{_STRUCTURES}}}{tag}", values)


def _named(parent: Tree.Element, tag: str, code: str, names: Iterable[str]) -> Tree.Element:
    """Write something that has an identifier, and a name in each language."""
    own = {"agencyID": AGENCY, "version": VERSION} if tag not in ("Code", "Concept") else {}
    made = _part(parent, tag, id=code, **own)
    for lang, name in zip(words.LANGUAGES, names, strict=True):
        said = Tree.SubElement(made, f"{{{_COMMON}}}Name")
        said.set("{http://www.w3.org/XML/1998/namespace}lang", lang)
        said.text = name
    return made


def _say(key: str) -> list[str]:
    return [words.say(key, lang) for lang in words.LANGUAGES]


def _lists(parent: Tree.Element, cells: pl.DataFrame, known: cubes.Names) -> None:
    fixed: dict[str, dict[str, list[str]]] = {
        "FREQ": {c: _say(f"files.level_{level}") for level, c in _FREQUENCY.items()},
        "OBS_STATUS": {c: _say(key) for c, key in OBS_STATUS.items()},
        "CONF_STATUS": {c: _say(key) for c, key in CONF_STATUS.items()}}
    for name, own in DIMENSIONS.items():
        if own:
            used = cells[own].unique().sort().to_list()
            fixed[name] = {identifier(c): list(known.get((own, c), (c, c))) for c in used}
    for name, codes in fixed.items():
        made = _named(parent, "Codelist", f"CL_{name}", _say(f"files.sdmx_{name.lower()}"))
        for code, names in codes.items():
            _named(made, "Code", code, names)


def _concepts(parent: Tree.Element, cells: pl.DataFrame, known: cubes.Names) -> None:
    made = _named(parent, "ConceptScheme", "CONCEPTS", _say("files.source"))
    for name in (*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES):
        _named(made, "Concept", name, _say(f"files.sdmx_{name.lower()}"))


def _urn(kind: str, name: str, inside: str = "") -> str:
    package = {"Codelist": "codelist", "Concept": "conceptscheme"}.get(kind, "datastructure")
    item = f".{inside}" if inside else ""
    return f"urn:sdmx:org.sdmx.infomodel.{package}.{kind}={AGENCY}:{name}({VERSION}){item}"


def _flow(parent: Tree.Element, edition: Edition) -> None:
    names = [f"{words.say('files.source', lang)}. {cubes.synthetic(edition, lang)}".strip()
             for lang in words.LANGUAGES]
    made = _named(parent, "Dataflow", FLOW, names)
    _part(made, "Structure").text = _urn("DataStructure", STRUCTURE)


def _definition(parent: Tree.Element) -> None:
    made = _named(parent, "DataStructure", STRUCTURE, _say("files.source"))
    inside = _part(made, "DataStructureComponents")
    listed = _part(inside, "DimensionList", id="DimensionDescriptor")
    for place, name in enumerate(DIMENSIONS, start=1):
        _component(listed, "Dimension", name, coded=True, position=str(place))
    _component(listed, "TimeDimension", "TIME_PERIOD", text="ObservationalTimePeriod")
    attributes = _part(inside, "AttributeList", id="AttributeDescriptor")
    for name in ATTRIBUTES:
        one = _component(attributes, "Attribute", name, usage="optional",
                         coded=name in ("OBS_STATUS", "CONF_STATUS"))
        _part(_part(one, "AttributeRelationship"), "Observation")
    measures = _part(inside, "MeasureList", id="MeasureDescriptor")
    _component(measures, "Measure", "OBS_VALUE", text="Double", usage="optional")


def _component(
    parent: Tree.Element, tag: str, name: str, *, coded: bool = False, text: str = "String",
    **values: str,
) -> Tree.Element:
    made = _part(parent, tag, id=name, **values)
    _part(made, "ConceptIdentity").text = _urn("Concept", "CONCEPTS", name)
    form = _part(made, "LocalRepresentation")
    if coded:
        _part(form, "Enumeration").text = _urn("Codelist", f"CL_{name}")
    else:
        _part(form, "TextFormat", textType=text)
    return made
