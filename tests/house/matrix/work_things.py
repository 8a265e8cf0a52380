"""Lists, items, assignments and files on the stage."""

from __future__ import annotations

from checklists.forms.items import uppers_of
from checklists.models import ChecklistItem
from tests.house.matrix.cast import PEOPLE, reach, seers, staff_of, superior
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing

LISTS = ("station", "lawyer", "twin.mall")
DRAFTS = ("city", "single", "twin.single")
ASSIGNED = ("branch", "station", "lawyer", "twin.branch")
FILED = ("branch", "second_branch", "twin.branch")
# Where a list went from each issuer, besides its own direct subordinates in general.
RECEIVED_AT = {
    "station": ("officer",),
    "lawyer": ("lawyer_station",),
    "mall": ("station", "single"),
    "city": ("mall", "lawyer"),
}


def work_things(stage: Stage) -> dict[str, list[Thing]]:
    """All things about work, by kind."""
    return {
        "lists": [_list(stage, key) for key in LISTS],
        "city_lists": [_list(stage, key) for key in ("city", "twin.city")],
        "drafts": [_draft(stage, key) for key in DRAFTS],
        "reviewed": [_draft(stage, key, reviewed=True) for key in ("city", "twin.city")],
        "items": [_item(stage, key) for key in LISTS],
        "draft_items": [_draft_item(stage, key) for key in DRAFTS],
        "waived": [_waived(stage, key) for key in ("single", "twin.single")],
        "key_points": [_key_point(stage, prefix) for prefix in ("", "twin.")],
        "steps": [_step(stage, key) for key in ("station", "lawyer", "twin.officer")],
        "assignments": [_assignment(stage, key) for key in ASSIGNED],
        "reported": [_assignment(stage, key, reported=True) for key in FILED],
        "files": [_file(stage, key) for key in FILED],
    }


def _readers_of_list(key: str) -> frozenset[str]:
    """Those who see the issuer's work, and those whom the list has reached."""
    prefix, name = ("twin.", key[5:]) if key.startswith("twin.") else ("", key)
    received = [f"{prefix}{body}" for body in RECEIVED_AT[name]]
    return seers(key, *received, right="see work") | _below(received)


def _below(received: list[str]) -> frozenset[str]:
    """Territory readers whose region holds a receiver stand above nothing: they see it alone."""
    return frozenset(
        p.name for p in PEOPLE.values() if p.role == "reader" and set(received) & reach(p)
    )


def _list(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    receiver = f"{half.prefix}{RECEIVED_AT[name][0]}"
    places = {"at": key, "receiver": receiver}
    data = {"receiver": half.city.bodies[RECEIVED_AT[name][0]].pk}
    return Thing(f"list of {key}", (half.lists[name].pk,), _readers_of_list(key), places, data)


def _draft(stage: Stage, key: str, *, reviewed: bool = False) -> Thing:
    half, name = stage.half(key)
    draft = (half.reviewed if reviewed else half.drafts)[name]
    return Thing(f"draft of {key}", (draft.pk,), staff_of(key), {"at": key})


def _item(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    item = ChecklistItem.objects.filter(checklist=half.lists[name]).order_by("id")[0]
    return Thing(f"item of {key}", (item.pk,), _readers_of_list(key), {"at": key})


def _draft_item(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    item = ChecklistItem.objects.filter(checklist=half.drafts[name]).order_by("id")[0]
    return Thing(f"draft item of {key}", (item.pk,), staff_of(key), {"at": key})


def _waived(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    draft = half.drafts[name]
    upper = uppers_of(draft).order_by("id")[0]
    return Thing(f"upper of {key}", (draft.pk, upper.pk), staff_of(key), {"at": key})


def _reached(prefix: str) -> frozenset[str]:
    """All who see some work of the city's list: it went down to these bodies."""
    gone_to = ("mall", "lawyer", "station", "single", "lawyer_station", "officer", "branch")
    return seers(
        *(f"{prefix}{body}" for body in (*gone_to, "second_branch", "unit")), right="see work"
    )


def _key_point(stage: Stage, prefix: str) -> Thing:
    half, _ = stage.half(prefix)
    item = ChecklistItem.objects.filter(checklist=half.lists["city"]).order_by("id")[0]
    return Thing(f"{prefix}key point", (item.pk,), _reached(prefix))


def _step(stage: Stage, key: str) -> Thing:
    """One body of the thread, opened: for whoever sees it, and readers on their way down."""
    half, name = stage.half(key)
    point = _key_point(stage, half.prefix)
    on_the_way = {
        p.name
        for p in PEOPLE.values()
        if p.role == "reader"
        and any(key in _above(body) for body in reach(p))
        and point.seen_by & {p.name}
    }
    seen_by = (seers(key, right="see work") | on_the_way) & point.seen_by
    return Thing(
        f"thread at {key}", point.args, seen_by, query=f"?below={half.city.bodies[name].pk}"
    )


def _above(body: str) -> set[str]:
    found = set()
    while superior(body) != body:
        body = superior(body)
        found.add(body)
    return found


def _assignment(stage: Stage, key: str, *, reported: bool = False) -> Thing:
    half, name = stage.half(key)
    row = (half.reported if reported else half.assignments)[name]
    places = {"at": key, "receiver": key, "issuer": superior(key)}
    label = f"{'reported ' if reported else ''}assignment of {key}"
    return Thing(label, (row.pk,), seers(key, right="see work"), places)


def _file(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    return Thing(f"file of {key}", (half.files[name].pk,), seers(key, right="see work"))
