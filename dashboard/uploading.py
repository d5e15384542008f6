"""The field that takes files, in the reader's language.

Here: the words over Streamlit's own field, which speaks English. Not here: what becomes of a file
(``dashboard.views.trying``, ``dashboard.asking``). The selectors may change with a version of
Streamlit; a test guards them. ``static/uploading.js`` says the same to screen readers.
"""

from __future__ import annotations

import json
from html import escape

from dashboard.visit import Visit
from data import words

FIELD = "[data-testid=stFileUploaderDropzone]"
EMPTY = f"{FIELD}:not(:has([data-testid=stFileChip]))"
HINT = "[data-testid=stFileUploaderDropzoneInstructions]"
SAID = ("drop", "limits", "choose")
TOLD = (*SAID, "remove")


def worded(visit: Visit) -> str:
    """Give the style that puts our words over the field, and the words for the script."""
    drop, limits, choose = (_css(words.say(f"try.{each}", visit.lang)) for each in SAID)
    said = " ".join(f'data-{each}="{escape(words.say(f"try.{each}", visit.lang))}"'
                    for each in TOLD)
    return (
        f"<style>{FIELD} {HINT}::before{{content:{drop}}}{FIELD} {HINT}::after{{content:{limits}}}"
        f"{EMPTY} button::after{{content:{choose}}}</style>"
        f'<span class="uploading" hidden {said}></span>'
    )


def _css(text: str) -> str:
    """Write a text as a string of CSS, that cannot end before it should."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")
