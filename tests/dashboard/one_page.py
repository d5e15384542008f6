"""One page of the app as a script, for Streamlit's test runner.

Here: that script. Its body stands alone, since the runner takes its source. Not here: any promise.
"""

from __future__ import annotations


def one_page(page: str) -> None:
    """Show a page for the address that the runner was given."""
    import streamlit as st

    from dashboard import app, reading
    from dashboard.visit import read

    visit = read(page, dict(st.query_params), reading.numbered(), reading.indicator_codes)
    app._show(visit, page, app.PAGES)
