"""Where words may stand in a drawing, so that none is written over another.

Here: the places that are taken, and whether one is free. Not here: what is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.figures import ink

GAP = 6.0     # px between two words side by side
LINE = 16.0   # px between two lines of words


@dataclass
class Taken:
    """The lines of words of one drawing, each from a left to a right at a height (px)."""

    lines: list[tuple[float, float, float]] = field(default_factory=list)

    def free(self, left: float, right: float, height: float) -> bool:
        """Say whether nothing stands in a line's place."""
        return not any(abs(height - h) < LINE and left < b + GAP and a - GAP < right
                       for a, b, h in self.lines)

    def take(self, left: float, right: float, height: float) -> None:
        """Keep a line's place from others."""
        self.lines.append((left, right, height))

    def stack(
        self, words: str, x: float, height: float, step: float, ends: tuple[float, float],
        heights: tuple[float, float],
    ) -> tuple[float, float] | None:
        """Take a place for words about ``x``, farther by ``step`` while others stand there.

        ``ends`` and ``heights`` are the least and greatest px; gives the middle and the height,
        None where no place is left.
        """
        half = ink.text_width(words, 12.5) / 2
        middle = max(min(x, ends[1] - half), ends[0] + half)
        while heights[0] <= height <= heights[1]:
            if self.free(middle - half, middle + half, height):
                self.take(middle - half, middle + half, height)
                return middle, height
            height += step
        return None
