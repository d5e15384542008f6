"""Write the method of protection, in Swedish and English, from the worked tables and the policy.

    python tools/write_method.py

Here: where the two files stand. Not here: what they say (``metrics.worked``). A test holds the
committed files against what this writes.
"""

from __future__ import annotations

from pathlib import Path

from data.words import LANGUAGES
from metrics.worked import method

DOCS = Path(__file__).parent.parent / "docs"


def main() -> None:
    """Write ``docs/method.sv.md`` and ``docs/method.en.md``."""
    for lang in LANGUAGES:
        (DOCS / f"method.{lang}.md").write_text(method(lang), encoding="utf-8")


if __name__ == "__main__":
    main()
