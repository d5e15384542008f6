"""What axe-core still finds that is Streamlit's own: one list, for the statement and for the tests.

Here: each rule with the words that tell it, what it means to whoever reads, and what we do. Not
here: asking axe-core (``tests/journeys/accessible.py`` passes these rules by and no other), the
statement (``dashboard.views.accessibility``).
"""

from __future__ import annotations

from types import MappingProxyType

# axe-core's rule -> the key of its sentence in ``data/words``.
REMAINING = MappingProxyType({
    "presentation-role-conflict": "accessibility.remaining_file_field",
})
