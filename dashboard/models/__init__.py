"""What each page shows: pure functions from an edition's frames to drawings' input and words.

Here: choosing, ordering and writing what is already in the edition. Not here: any figure worked
out anew, reading (``dashboard.reading``), markup (``dashboard.figures``), Streamlit.
"""
