"""Why there is no edition: one error, one sentence in both languages."""

from __future__ import annotations

from typing import Any

from data import words


class CannotPublish(Exception):
    """Nothing is published, and nothing is stored. ``key`` names the sentence.

    A value may be a pair (Swedish, English).
    """

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(key)

    def sentence(self, lang: str) -> str:
        """Say in ``lang`` why nothing is published."""
        said = {name: value[words.LANGUAGES.index(lang)] if isinstance(value, tuple) else value
                for name, value in self.values.items()}
        return words.say(f"refusal.{self.key}", lang, **said)
