"""What was done is said once, and never lost where a run is cut short by the next press."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page(cuts: int) -> None:
    """Say something at the first look; the first ``cuts`` runs are cut short after they said it."""
    import streamlit as st

    from dashboard.views import text_doing

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if st.session_state["runs"] == 1:
        text_doing.tell("Sparat.")
    text_doing.receipt()
    if st.session_state["runs"] <= cuts:
        st.rerun()
    text_doing.told()


def receipts(run: AppTest) -> int:
    return sum("Sparat." in element.body for element in run.get("html"))


def test_what_was_done_is_said_once() -> None:
    run = AppTest.from_function(page, kwargs={"cuts": 0}).run()
    assert receipts(run) == 1
    assert receipts(run.run()) == 0


def test_a_run_that_is_cut_short_has_said_nothing() -> None:
    run = AppTest.from_function(page, kwargs={"cuts": 2}).run()
    assert run.session_state["runs"] == 3
    assert receipts(run) == 1
    assert receipts(run.run()) == 0


def test_a_refusal_takes_the_place_of_what_was_done_before() -> None:
    def refused() -> None:
        import streamlit as st

        from dashboard.views import text_doing

        text_doing.tell("Sparat.")
        text_doing.tell(wrong="Det gick inte.")
        text_doing.receipt()
        st.write("x")

    said = [element.body for element in AppTest.from_function(refused).run().get("html")]
    assert len(said) == 1 and "Det gick inte." in said[0]
