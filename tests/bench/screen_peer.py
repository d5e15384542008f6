"""The area page in Dash: the peer of ``tests.bench.screen``, run in an environment of its own.

    python screen_peer.py FOLDER PORT

FOLDER holds cells.parquet of one edition. It draws less than our page (a trend, the places
compared, a table), which speaks for the peer: figures by Plotly, as Dash does it.
"""

import sys
from pathlib import Path
from urllib.parse import parse_qs

import dash
import plotly.graph_objects as go
import polars as pl
from dash import Input, Output, dcc, html
from waitress import serve

PLACES = ("SE", "nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd")
INDICATORS = ("oc.leads", "oc.intelligence_cases")


def main(folder: Path, port: int) -> None:
    """Serve the page."""
    cells = pl.read_parquet(folder / "cells.parquet").filter(pl.col("sign") == "visible")
    app = dash.Dash(__name__, serve_locally=True)
    links = [dcc.Link(p, href=f"/?place={p}", id=f"to-{p}") for p in PLACES]
    pages = [dcc.Link(i, href=f"/?indicator={i}", id=f"page-{n}")
             for n, i in enumerate(INDICATORS)]
    app.layout = html.Div([dcc.Location(id="address"), *links, *pages, html.Div(id="content")])

    @app.callback(Output("content", "children"), Input("address", "search"))
    def show(search: str | None) -> list[object]:
        asked = parse_qs((search or "").lstrip("?"))
        place = asked.get("place", ["SE"])[0]
        code = asked.get("indicator", [INDICATORS[0]])[0]
        own = cells.filter(
            pl.col("indicator") == code, pl.col("authority") == "all",
            pl.col("breakdown") == "all", pl.col("period_level") == "quarter").sort("period")
        here = own.filter(pl.col("place") == place)
        newest = own["period"].max()
        beside = own.filter(pl.col("period") == newest, pl.col("place").is_in(PLACES[1:]))
        rows = [html.Tr([html.Td(p), html.Td(v)]) for p, v in here.select("period", "value").rows()]
        return [
            html.H1(f"{code}, {place}"),
            dcc.Graph(figure=go.Figure(go.Scatter(
                x=here["period"].to_list(), y=here["value"].to_list()))),
            dcc.Graph(figure=go.Figure(go.Bar(
                x=beside["value"].to_list(), y=beside["place"].to_list(), orientation="h"))),
            html.Table(rows),
        ]

    serve(app.server, host="127.0.0.1", port=port, threads=8)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
