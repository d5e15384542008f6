"""The small signs that always stand beside a word: change words and statuses.

Here: 14 px drawings. Not here: the words themselves (``data.words``).
"""

from __future__ import annotations

INK, INK2, LOOK = "var(--ink)", "var(--ink2)", "var(--a2)"


def _stroke(steps: str, ink: str = INK, width: float = 1.7, cap: str = "square") -> str:
    return (f'<path d="{steps}" stroke="{ink}" stroke-width="{width}" fill="none"'
            f' stroke-linecap="{cap}"/>')


def _filled(steps: str, ink: str = INK) -> str:
    return f'<path d="{steps}" fill="{ink}"/>'


_RING = f'<circle cx="7" cy="7" r="5" stroke="{INK}" stroke-width="1.7" fill="none"'
DRAWN: dict[str, str] = {
    "clear_up": _filled("M7 1l5.6 6.6H9.2V13H4.8V7.6H1.4z"),
    "clear_down": _filled("M7 13L1.4 6.4h3.4V1h4.4v5.4h3.4z"),
    "slight_up": _stroke("M3 11L10.6 3.4M5 3h6v6"),
    "slight_down": _stroke("M3 3l7.6 7.6M11 5v6H5"),
    "none": _stroke("M2 8.2c1.7-3 3.3-3 5 0s3.3 3 5 0", INK2, 1.7, "round"),
    "not_comparable": _stroke("M5 1.5v11M9 1.5v11"),
    "unripe": _RING + ' stroke-dasharray="2.6 2"/>',
    "too_few": _stroke("M2 7h1.2M6.4 7h1.2M10.8 7H12", INK2, 2),
    "final": f'<circle cx="7" cy="7" r="5" fill="{INK}"/>',
    "provisional": _RING + ' stroke-dasharray="2.6 2"/>',
    "revised": _filled("M7 1.4L12.6 7 7 12.6 1.4 7z"),
    "break": _stroke("M5 1.5v11M9 1.5v11"),
    "accepted": _stroke("M2 7.5l3.4 3.4L12 3.6", INK, 2.2),
    "accepted_with_remark": _stroke("M7 1.6L13 12.4H1zM7 5.6v3.2M7 10.2v.8", LOOK),
    "warning": _stroke("M7 1.6L13 12.4H1zM7 5.6v3.2M7 10.2v.8", LOOK),
    "late": _filled("M7 1.6L13 12.4H1z", LOOK),
    "high": f'<circle cx="7" cy="7" r="6" fill="{INK}"/>',
    "medium": _RING + f'/><path d="M7 2a5 5 0 0 1 0 10z" fill="{INK}"/>',
    "low": _RING + "/>",
}


def icon(name: str, size: int = 14) -> str:
    """Draw a sign; it is hidden from readers, who get the word beside it. Raises ``KeyError``."""
    return (f'<svg width="{size}" height="{size}" viewBox="0 0 14 14" aria-hidden="true">'
            f"{DRAWN[name]}</svg>")


def nested(name: str, x: float, y: float, size: int = 12) -> str:
    """Place a sign inside a drawing."""
    return (f'<svg x="{x:.1f}" y="{y:.1f}" width="{size}" height="{size}" viewBox="0 0 14 14"'
            f' aria-hidden="true">{DRAWN[name]}</svg>')
