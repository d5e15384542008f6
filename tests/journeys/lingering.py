"""The server as it is, but for runs that linger after their last word and count who else is there.

A run that lingers is what a busy machine makes of any: while it does, the reader goes on. The most
runs of one reader that went on at once stand in ``MOST`` beside the home.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from threading import Lock

from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import app, server

MOST, LINGER = "runs-at-once", 0.5   # a file; seconds
_lock, _going, _seen = Lock(), Counter[str](), [0]
_run = app.run


def run() -> None:
    """Run the page and linger."""
    context = get_script_run_ctx()
    reader = context.session_id if context else ""
    with _lock:
        _going[reader] += 1
        _seen[0] = max(_seen[0], _going[reader])
        Path(os.environ["LAGESBILD_HOME"], MOST).write_text(str(_seen[0]))
    try:
        _run()
        time.sleep(LINGER)
    finally:
        with _lock:
            _going[reader] -= 1


if __name__ == "__main__":
    app.run = run
    server.main()
