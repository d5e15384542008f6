"""The strokes that every drawing is made of.

Here: text, lines, bars, dots and the frame of an SVG, all in the theme's variables, so that one
drawing serves both themes and paper. Not here: anything that knows what is drawn.
"""

from __future__ import annotations

from html import escape

INK, INK2, AXIS, RULE = "var(--ink)", "var(--ink2)", "var(--axis)", "var(--rule)"
DATA, LOOK, GHOST, PAPER = "var(--a1)", "var(--a2)", "var(--ghost)", "var(--paper)"
BAND, EDGE, WARN = "var(--band)", "var(--edge)", "var(--warnbg)"
SMALLEST = 12.0
"""Pixels: no text in a drawing is smaller."""
NARROW = "font-stretch:86%"
HALO = "paint-order:stroke;stroke:var(--paper);stroke-width:5px;stroke-linejoin:round"
_WIDE_EM, _NARROW_EM = 0.58, 0.52   # mean advance of a sign in IBM Plex Sans, in em


def number(value: float) -> str:
    """Write a coordinate in at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def text(
    x: float, y: float, words: str, *, size: float = SMALLEST, weight: int = 400,
    anchor: str = "start", fill: str = INK2, narrow: bool = True, halo: bool = False,
) -> str:
    """Write words at a point, with a halo of paper over lines. Raises ``ValueError`` if small."""
    if size < SMALLEST:
        raise ValueError(f"{size} px is too small to read")
    style = f"fill:{fill}" + (f";{NARROW}" if narrow else "") + (f";{HALO}" if halo else "")
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" font-weight="{weight}"'
        f' text-anchor="{anchor}" style="{style}">{escape(words)}</text>'
    )


def text_width(words: str, size: float = SMALLEST, narrow: bool = True) -> float:
    """Estimate how many pixels words take."""
    return len(words) * size * (_NARROW_EM if narrow else _WIDE_EM)


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = AXIS, width: float = 1,
    dash: str = "",
) -> str:
    """Draw a straight line."""
    return path(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", stroke=stroke,
                width=width, dash=dash)


def path(
    steps: str, *, stroke: str = "none", width: float = 1, fill: str = "none", dash: str = "",
    more: str = "",
) -> str:
    """Draw a path."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{steps}" fill="{fill}" stroke="{stroke}" stroke-width="{number(width)}"'
        f' stroke-linejoin="round"{dashed}{more}/>'
    )


def polyline(points: list[tuple[float, float]], **how: str | float) -> str:
    """Draw a line through points."""
    steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return path(f"M{steps}", **how)  # type: ignore[arg-type]


def bar(
    x: float, y: float, width: float, height: float, *, fill: str = DATA, stroke: str = "none",
    dash: str = "",
) -> str:
    """Draw a rectangle."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}"'
        f' height="{number(max(height, 0))}" fill="{fill}" stroke="{stroke}"'
        f' stroke-width="1.4"{dashed}/>'
    )


def dot(x: float, y: float, radius: float = 3.4, *, hollow: bool = False, ink: str = DATA) -> str:
    """Draw a dot, filled (settled, sure) or hollow (provisional, not sure)."""
    fill, width = (PAPER, 1.8) if hollow else (ink, 0)
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"'
        f' stroke="{ink}" stroke-width="{number(width)}"/>'
    )


def ring(x: float, y: float, radius: float = 7) -> str:
    """Draw the ring of a point outside its limits; the words stand beside it."""
    return (f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="none"'
            f' stroke="{LOOK}" stroke-width="2"/>')


def square(x: float, y: float, reach: float, title: str) -> str:
    """Draw the hollow square of a value that is of an older edition, with its words."""
    return (
        f'<rect x="{number(x - reach)}" y="{number(y - reach)}" width="{number(2 * reach)}"'
        f' height="{number(2 * reach)}" fill="{PAPER}" stroke="{INK}" stroke-width="1.4">'
        f"<title>{escape(title)}</title></rect>"
    )


def diamond(x: float, y: float, reach: float = 5) -> str:
    """Draw the diamond of a published figure."""
    r = number(reach)
    return path(f"M{number(x)} {number(y - reach)}l{r} {r}l-{r} {r}l-{r} -{r}z", fill=LOOK,
                stroke=PAPER, width=1.2)


def hatch(name: str, step: float = 5, width: float = 1.6) -> str:
    """Define the hatching of what is protected, under a name of the drawing's own."""
    size = number(step)
    return (
        f'<defs><pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><rect width="{size}" height="{size}" fill="{PAPER}"/>'
        f'<path d="M0 0v{size}" stroke="var(--hatch)" stroke-width="{number(width)}"/>'
        "</pattern></defs>"
    )


def svg(width: float, height: float, label: str, *parts: str, css: str = "") -> str:
    """Frame a drawing at its real size, with the sentence that says it in words."""
    named = f' class="{css}"' if css else ""
    size = f'viewBox="0 0 {number(width)} {number(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}"{named}'
        f' {size} width="{number(width)}" height="{number(height)}">{"".join(parts)}</svg>'
    )
