"""Pages that are made once: what a visit of an edition is shown never changes.

Here: keeping what a page has made, for whoever comes by the same address. Not here: making it. The
key is the whole visit (who, role and council among it) and the edition with its content hash, so
nobody is shown what was made for somebody else; a refusal is never kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from dashboard import reading
from dashboard.visit import Visit
from data.home import home

MOST = 300   # pages, at some hundred kilobytes each
_KEPT: OrderedDict[Hashable, object] = OrderedDict()
_LOCK = Lock()
Made = TypeVar("Made")


def kept(name: str, visit: Visit, make: Callable[[], Made], *fresh: Hashable) -> Made:
    """Return what ``make`` makes for a visit, made once.

    ``fresh``: what it depends on beside the edition, such as the decisions of a council.
    """
    key = (home(), name, visit, reading.edition(visit), *fresh)
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return cast(Made, _KEPT[key])
    made = make()
    with _LOCK:
        _KEPT[key] = made
        while len(_KEPT) > MOST:
            _KEPT.popitem(last=False)
    return made
