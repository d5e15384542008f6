"""Many readers at once, without a browser: each speaks the protocol of its server.

Here: one reader of ours (Streamlit's websocket) and one of Dash (its callback by HTTP), and how
many of them ask at once. Not here: what is measured in a browser (``screen``).
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable

import requests
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

EVERY, LASTS = 3.0, 45.0   # seconds between two questions of a reader, and of the whole
PLACES = ("SE", "nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd")
QUERY = "role=management&lang=sv&area=organised_crime&indicator=oc.leads&place="
Reader = Callable[[str, int], Awaitable[list[float]]]


async def together(reader: Reader, base: str, many: int) -> list[float]:
    """Let many readers ask at once and return the milliseconds of every answer but the first."""
    took = await asyncio.gather(*(reader(base, n) for n in range(many)))
    return [one for each in took for one in each[1:]]


async def own_reader(base: str, number: int) -> list[float]:
    """Ask our server for one place after the other over its websocket."""
    await asyncio.sleep(random.Random(number).uniform(0, EVERY))
    took = []
    async with websockets.connect(
        f"ws{base[4:]}/_stcore/stream", subprotocols=[websockets.Subprotocol("streamlit")],
        origin=websockets.Origin(base), max_size=None,
    ) as socket:
        for place in _places(number):
            asked = BackMsg()
            asked.rerun_script.query_string = QUERY + place
            asked.rerun_script.page_name = "area"
            began = time.perf_counter()
            await socket.send(asked.SerializeToString())
            await _finished(socket)
            took.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(max(0.0, EVERY - took[-1] / 1000))
    return took


async def _finished(socket: websockets.ClientConnection) -> None:
    while True:
        told = ForwardMsg()
        told.ParseFromString(await socket.recv(decode=False))
        if told.WhichOneof("type") == "script_finished":
            return


async def dash_reader(base: str, number: int) -> list[float]:
    """Ask the peer for one place after the other by its callback."""
    await asyncio.sleep(random.Random(number).uniform(0, EVERY))
    took = []
    with requests.Session() as session:
        for place in _places(number):
            body = {
                "output": "content.children", "outputs": {"id": "content", "property": "children"},
                "inputs": [{"id": "address", "property": "search", "value": f"?place={place}"}],
                "changedPropIds": ["address.search"]}
            began = time.perf_counter()
            answer = await asyncio.to_thread(
                session.post, f"{base}/_dash-update-component", json=body, timeout=60)
            answer.raise_for_status()
            took.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(max(0.0, EVERY - took[-1] / 1000))
    return took


def _places(number: int) -> itertools.islice[str]:
    turned = PLACES[number % len(PLACES):] + PLACES[:number % len(PLACES)]
    return itertools.islice(itertools.cycle(turned), int(LASTS / EVERY))
