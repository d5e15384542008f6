"""The server as it is, but slow: what a busy machine makes of any, while the reader goes on.

A run lingers after its last word; the most runs of one reader that went on at once stand in the
file ``MOST`` of the home. A tried file is answered when the file ``ANSWER`` is there.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from threading import Lock
from typing import Any

from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import app, server
from dashboard.views import trying
from expectations.trial import Trial

MOST, ANSWER, LINGER = "runs-at-once", "answer", 0.5   # files; seconds
_lock, _going, _seen = Lock(), Counter[str](), [0]
_run, _ask = app.run, trying.ask


def _file(name: str) -> Path:
    return Path(os.environ["LAGESBILD_HOME"], name)


def run() -> None:
    """Run the page and linger."""
    context = get_script_run_ctx()
    reader = context.session_id if context else ""
    with _lock:
        _going[reader] += 1
        _seen[0] = max(_seen[0], _going[reader])
        _file(MOST).write_text(str(_seen[0]))
    try:
        _run()
        time.sleep(LINGER)
    finally:
        with _lock:
            _going[reader] -= 1


def ask(*asked: Any) -> Trial:
    """Answer when it is time."""
    while not _file(ANSWER).exists():
        time.sleep(0.05)
    return _ask(*asked)


if __name__ == "__main__":
    app.run, trying.ask = run, ask
    server.main()
