"""Why there is no edition: one error, one sentence in both languages."""

from __future__ import annotations

from data.acting import Refusal


class CannotPublish(Refusal):
    """Nothing is published, and nothing is stored."""

    group = "refusal"
