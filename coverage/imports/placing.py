"""Where a row's unit hangs: its party organisation, its officer, the station or the committee."""

from __future__ import annotations

from typing import NamedTuple

from coverage.imports.bodies import Bodies, Body
from coverage.imports.columns import WORK_ONLY
from coverage.terms import Cover
from hierarchy.imports.regions import NoPlace, Place, Regions
from hierarchy.terms import Kind, Tier

_PARTY_NEEDED = "已被覆盖的单位须填写党组织的全称或代码；未被覆盖的，请改正覆盖方式。"


class Wish(NamedTuple):
    """What decides the place of a unit; ``present_id`` is where it hangs now, if it exists.

    ``moved`` says that its industry changes, so that the present place no longer fits;
    ``freed`` that the officer's cell was cleared. Names are as the row writes them, empty
    where it says nothing or what it says can't be read.
    """

    district: str
    town: str
    industry_id: int
    cover: str
    party: str = ""
    officer: str = ""
    present_id: int | None = None
    moved: bool = False
    freed: bool = False


class Placed(NamedTuple):
    """The region and the body, as far as they were found; else which cell is wrong, and why."""

    region: Place | None = None
    body: Body | None = None
    key: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()


class Placer:
    """Finds places; what was decided once is remembered."""

    def __init__(self, bodies: Bodies, regions: Regions) -> None:
        self._bodies = bodies
        self._regions = regions
        self._root_region = regions.root_id
        self._known: dict[Wish, Placed] = {}

    def place(self, wish: Wish, name: str) -> Placed:
        """Where the unit called ``name`` belongs."""
        if self._bodies.has_node(name):
            return self._decide(wish, name)
        known = self._known.get(wish)
        if known is None:
            known = self._known[wish] = self._decide(wish, "")
        return known

    def _decide(self, wish: Wish, name: str) -> Placed:
        if not wish.district or not wish.town:
            return Placed()
        region = self._regions.find(wish.district, wish.town)
        if isinstance(region, NoPlace):
            return Placed(key="town" if region.is_town else "district", text=region.text)
        if not wish.industry_id or not wish.cover:
            placed = Placed()
        elif wish.cover in (Cover.NONE, WORK_ONLY):
            placed = self._uncovered(wish, name, region)
        else:
            placed = self._covered(wish)
        notes = (region.note, *placed.notes) if region.note else placed.notes
        return placed._replace(region=region, notes=notes)

    def _covered(self, wish: Wish) -> Placed:
        present = self._bodies.by_id.get(wish.present_id or 0)
        if not wish.party:
            if present and present.is_party and not present.closed_on and not wish.moved:
                return self._beside_officer(wish, present)
            return Placed(key="party", text=_PARTY_NEEDED)
        if present and present.is_party and wish.party in (present.name, present.code):
            return self._beside_officer(wish, present)
        found = self._bodies.party(wish.party)
        if isinstance(found, str):
            return Placed(key="party", text=found)
        return self._beside_officer(wish, found)

    def _beside_officer(self, wish: Wish, party: Body) -> Placed:
        """The party organisation, if the officer named looks after it."""
        looks_after = self._bodies.by_id.get(party.officer_id or 0)
        if not wish.officer or (
            looks_after and wish.officer in (looks_after.name, looks_after.code)
        ):
            return Placed(body=party, notes=self._other_line(wish, party))
        named = f"由“{looks_after.name}”联系" if looks_after else "没有指导员岗位"
        text = f"党组织“{party.name}”{named}，与此不符。请更正，或将本格留空。"
        return Placed(key="officer", text=text)

    def _uncovered(self, wish: Wish, name: str, region: Place) -> Placed:
        present = self._bodies.by_id.get(wish.present_id or 0)
        if wish.party:
            text = "未被党组织覆盖的单位不能填写党组织。请清空本格，或改正覆盖方式。"
            return Placed(key="party", text=text)
        if wish.officer:
            return self._with_officer(wish, name, present)
        if present and not wish.moved and not wish.freed:
            return self._kept(wish, name, region, present)
        return self._found(wish, name, region)

    def _with_officer(self, wish: Wish, name: str, present: Body | None) -> Placed:
        own = self._bodies.by_id.get((present and present.officer_id) or 0)
        if own and wish.officer in (own.name, own.code):
            officer: Body | str = own
        else:
            officer = self._bodies.officer(wish.officer)
        if isinstance(officer, str):
            return Placed(key="officer", text=officer)
        notes = self._other_line(wish, officer)
        if present and present.kind == Kind.UNIT and present.officer_id == officer.pk:
            return Placed(body=present, notes=notes)
        node = self._bodies.node(name, industry_id=wish.industry_id, officer_id=officer.pk)
        return Placed(body=node or officer, notes=notes)

    def _kept(self, wish: Wish, name: str, region: Place, present: Body) -> Placed:
        """Where it hangs now; one that leaves its party organisation stays with its officer."""
        if not present.is_party:
            return Placed(body=present)
        for pk in (present.officer_id, present.station_id, present.committee_id):
            if pk in self._bodies.by_id:
                return Placed(body=self._bodies.by_id[pk])
        return self._found(wish, name, region)

    def _found(self, wish: Wish, name: str, region: Place) -> Placed:
        node = self._bodies.node(name, industry_id=wish.industry_id, officer_id=None)
        if node:
            return Placed(body=node)
        regions = (region.town_id, region.district_id, self._root_region)
        body = self._bodies.station(wish.industry_id, regions)
        body = body or self._bodies.committee(wish.industry_id)
        if body:
            return Placed(body=body)
        text = "本市还没有这个行业的党建专委会（党委），无处归口。请先设立，再导入。"
        return Placed(key="industry", text=text)

    def _other_line(self, wish: Wish, body: Body) -> tuple[str, ...]:
        if body.industry_id in (None, wish.industry_id):
            return ()
        what = "党组织" if body.tier == Tier.BRANCH else "指导员岗位"
        line = self._bodies.by_id.get(body.committee_id or 0)
        under = f"“{line.name}”之下" if line else "其他行业"
        return (f"{what}“{body.name}”在{under}，与所填行业不同，请留意。",)
