"""Build the fonts of the paper reports: four still cuts of the variable IBM Plex Sans.

Run it outside the project's own environment, in one that has fonttools and brotli, on the Latin
file of @fontsource-variable/ibm-plex-sans 5.3.0 (OFL-1.1, no reserved name):

    python tools/build_font.py ibm-plex-sans-latin-standard-normal.woff2 dashboard/report/fonts

Here: cutting the weights and widths that a report uses, and naming them. Typst reads no variable
font and no woff2, hence the cuts. Labels of figures are narrow, as on the pages: a family apart,
since drawings on paper choose their font by its name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

CUTS = (   # file, family, style, weight, width
    ("IBMPlexSans-Regular", "IBM Plex Sans", "Regular", 400, 100),
    ("IBMPlexSans-SemiBold", "IBM Plex Sans", "SemiBold", 600, 100),
    ("IBMPlexLabels-Regular", "IBM Plex Labels", "Regular", 400, 86),
    ("IBMPlexLabels-SemiBold", "IBM Plex Labels", "SemiBold", 600, 86),
)


def cut(source: Path, family: str, style: str, weight: int, width: int) -> TTFont:
    """Cut one still font out of the variable one, under names of its own."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    still = instantiateVariableFont(font, {"wght": weight, "wdth": width})
    names = {1: family if style == "Regular" else f"{family} {style}", 2: "Regular",
             4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}", 16: family, 17: style}
    still["name"].names = [r for r in still["name"].names if r.nameID in (0, 5, 13, 14)]
    for number, text in names.items():
        still["name"].setName(text, number, 3, 1, 0x409)
    still["OS/2"].usWeightClass, still["OS/2"].usWidthClass = weight, 5
    return still


def main(source: str, folder: str) -> None:
    """Write every cut into a folder."""
    for name, *how in CUTS:
        cut(Path(source), *how).save(Path(folder) / f"{name}.ttf")


if __name__ == "__main__":
    main(*sys.argv[1:3])
