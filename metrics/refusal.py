"""Why there is no edition: one error, one sentence in both languages."""

from __future__ import annotations

from typing import Any

from data import words


class CannotPublish(Exception):
    """Nothing is published, and nothing is stored. ``key`` names the sentence."""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(key)

    def sentence(self, lang: str) -> str:
        """Say in ``lang`` why nothing is published."""
        return words.say(f"refusal.{self.key}", lang, **self.values)
