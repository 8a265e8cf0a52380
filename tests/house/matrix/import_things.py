"""Imports on the stage: one of a committee, one of a territory reader, one of the other city."""

from __future__ import annotations

from tests.house.matrix.cast import staff_of
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.workflow.unit_sheets import csv_file, shop
from workflow.actions.imports import start_import, work_on

# Who uploaded, and in whose name; a reader acts for no body.
UPLOADED = (("mall_leader", "mall"), ("town_reader", ""), ("twin.mall_leader", "twin.mall"))


def import_things(stage: Stage) -> dict[str, list[Thing]]:
    """Each bears a word in its file's name, which nobody else may read."""
    return {"imports": [_import(stage, person, body) for person, body in UPLOADED]}


def _import(stage: Stage, person: str, body: str) -> Thing:
    half, name = stage.half(person)
    colleagues = staff_of(body, right="keep ledger") if body else frozenset()
    readers = colleagues | {person}
    word = stage.words.plant(f"鹮{half.city.users[name].pk}册", readers=readers)
    actor = half.city.actor(name)
    run = start_import(
        kind="units",
        upload=csv_file([shop(1)], name=f"{word}.csv"),
        tenant=half.city.tenant,
        actor=actor,
    )
    work_on(run=run, actor=actor)
    return Thing(f"import of {person}", (run.pk,), readers, {"at": body})
