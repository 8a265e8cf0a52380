"""Liaisons, officers' files and opinions on the stage, with words that only their readers read."""

from __future__ import annotations

from tests.house.matrix.cast import seers, staff_of
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.people.guidance_grounds import a_file, a_liaison, an_opinion

CITIES = ("", "twin.")


def guidance_things(stage: Stage) -> dict[str, list[Thing]]:
    """One of each in both cities: of the malls' committee, of 平江1岗 and of its branch."""
    kinds: dict[str, list[Thing]] = {}
    for prefix in CITIES:
        for kind, thing in _of_city(stage, prefix).items():
            kinds.setdefault(kind, []).append(thing)
    return kinds


def _of_city(stage: Stage, prefix: str) -> dict[str, Thing]:
    half, _ = stage.half(f"{prefix}mall")
    city = half.city
    mall, officer, branch = f"{prefix}mall", f"{prefix}officer", f"{prefix}branch"
    readers, above = (seers(body, right="see work") for body in (mall, officer))
    side = "对" if prefix else ""
    name = stage.words.plant(f"鹈{side}联", readers=readers)
    plan = stage.words.plant(f"鹈{side}计", readers=above)
    said = stage.words.plant(f"鹈{side}评", readers=staff_of(branch))
    liaison = a_liaison(city, name=name)
    file = a_file(city, visit_days=30, plan=plan)
    an_opinion(city, city.branch, words=said)
    places = {"at": officer, "above": f"{prefix}station"}
    return {
        "liaisons": Thing(f"liaison of {mall}", (liaison.pk,), readers, {"at": mall}),
        "officer_posts": Thing(f"post {officer}", (city.officer.pk,), above, places),
        "officer_files": Thing(f"file of {officer}", (file.pk,), above, places),
        "speaking_bodies": Thing(f"body {branch}", (city.branch.pk,), staff_of(branch)),
    }
