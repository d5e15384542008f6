"""The drawings: pure functions from what a model says to SVG or HTML.

Here: lines, bars, maps and tables as text, coloured only through the theme's variables. Not here:
choosing what to draw (``dashboard.models``), reading, Streamlit.
"""
