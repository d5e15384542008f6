"""Tasks: asked by those who may, done once, in order."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from data import tasks
from data.access import SYSTEM, AccessDenied, Actor
from data.store import Store
from data.tables import AUDIT

PAYLOAD = {"until": "2026M09"}


def test_a_task_walks_from_waiting_to_done(store: Store) -> None:
    number = tasks.add(store, SYSTEM, "publish", PAYLOAD)
    task = tasks.claim(store)
    assert task is not None and (task.id, task.state) == (number, "running")
    assert json.loads(task.payload) == PAYLOAD and json.loads(task.actor)["name"] == "system"
    tasks.progress(store, number, 2, 5, "protect")
    running = tasks.recent(store)[0]
    assert (running.done, running.of, running.words) == (2, 5, "protect")
    tasks.finish(store, number, True, '{"edition": 1}')
    assert [(t.state, t.result) for t in tasks.recent(store)] == [("done", '{"edition": 1}')]
    assert tasks.claim(store) is None


def test_tasks_are_taken_in_order_and_shown_newest_first(store: Store) -> None:
    numbers = [tasks.add(store, SYSTEM, "publish", PAYLOAD) for _ in range(3)]
    taken = [task.id for task in (tasks.claim(store) for _ in range(4)) if task]
    assert taken == numbers
    assert [t.id for t in tasks.recent(store, 2)] == numbers[:0:-1]


def test_no_task_is_taken_twice(store: Store) -> None:
    numbers = [tasks.add(store, SYSTEM, "publish", PAYLOAD) for _ in range(8)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: tasks.claim(store), range(16)))
    assert sorted(task.id for task in taken if task) == numbers


def test_asking_needs_the_right_to_the_act_and_is_audited(store: Store) -> None:
    with pytest.raises(AccessDenied):
        tasks.add(store, Actor("anna", "steward"), "publish", PAYLOAD)
    with pytest.raises(KeyError):
        tasks.add(store, SYSTEM, "fly", PAYLOAD)
    number = tasks.add(store, Actor("bo", "management"), "publish", PAYLOAD)
    with store.read() as connection:
        events = connection.execute(sa.select(AUDIT.c.actor, AUDIT.c.act, AUDIT.c.target)).all()
    assert [tuple(e) for e in events] == [("bo", "ask_publish", f"task {number}")]


def test_a_worker_that_starts_gives_up_what_another_left(store: Store) -> None:
    left, waiting = (tasks.add(store, SYSTEM, "publish", PAYLOAD) for _ in range(2))
    tasks.claim(store)
    assert tasks.give_up(store) == 1
    states = {task.id: task for task in tasks.recent(store)}
    assert states[left].state == "failed" and states[waiting].state == "waiting"
    assert set(json.loads(states[left].result)) == {"sv", "en"}
