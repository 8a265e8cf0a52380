"""Places of a city by the names clerks write: districts and towns, whichever line they follow."""

from __future__ import annotations

from dataclasses import dataclass

from hierarchy.imports.near import meant
from hierarchy.models import Region, Tenant

TERRITORY_BODY = "两新工委"
"""What the committee of a district or a street is called after its place."""
_ENDINGS = ("街道", "新区", "区", "市", "县", "镇", "乡")


@dataclass(frozen=True, slots=True)
class Place:
    """A region with the district and town it lies in; ``note`` says how a name was read."""

    region_id: int
    district_id: int | None
    town_id: int | None
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoPlace:
    """Why there is no such place; ``is_town`` tells which of the two names is wrong."""

    text: str
    is_town: bool


class Regions:
    """The regions of one city, read once."""

    def __init__(self, tenant: Tenant) -> None:
        self._all = {
            region.pk: region for region in Region.objects.filter(tenant=tenant).order_by("code")
        }
        self._districts = [each for each in self._all.values() if each.level != "town"]
        self._towns = [each for each in self._all.values() if each.level == "town"]
        self._known: dict[tuple[str, str], Place | NoPlace] = {}

    @property
    def district_names(self) -> list[str]:
        """The names of the districts, for a drop-down."""
        return [each.name for each in self._districts if each.level == "district"]

    @property
    def town_names(self) -> list[str]:
        """The names of the towns, each once."""
        return list(dict.fromkeys(each.name for each in self._towns))

    @property
    def root_id(self) -> int | None:
        """The city's own region."""
        return next((each.pk for each in self._districts if each.level == "city"), None)

    def names_of(self, region_id: int) -> tuple[str, str]:
        """District and town as an export writes them; a district stands in both columns."""
        region = self._all[region_id]
        if region.level != "town":
            return region.name, region.name
        return self._all[region.parent_id or 0].name, region.name

    def name_of(self, region_id: int) -> str:
        """A name that ``find_one`` reads back to this very region."""
        region = self._all[region_id]
        if sum(each.name == region.name for each in self._all.values()) == 1:
            return region.name
        return f"{self._all[region.parent_id or region_id].name}{region.name}"

    def find(self, district: str, town: str) -> Place | NoPlace:
        """The place of two names; the district's own name as town means the whole district.

        A street may be named under the district that runs it or under the one that civil
        affairs put it in (苏州工业园区).
        """
        key = district, town
        if key not in self._known:
            self._known[key] = self._find(district, town)
        return self._known[key]

    def find_one(self, name: str) -> Place | NoPlace:
        """The place of one name, as 平江街道, or 姑苏区平江街道 where that is needed."""
        key = name, ""
        if key not in self._known:
            self._known[key] = self._find_one(name)
        return self._known[key]

    def _find(self, district: str, town: str) -> Place | NoPlace:
        named = _called(district, self._districts)
        if len(named) != 1:
            tail = _tail(district, self._districts)
            return NoPlace(f"本市没有名为“{district}”的区县{tail}", is_town=False)
        upper = named[0]
        if town in (upper.name, district):
            return self._place(upper, district, "所属区县")
        inside = [
            each for each in self._towns if upper.pk in (each.parent_id, each.civil_parent_id)
        ]
        found = _called(town, inside)
        if len(found) == 1:
            place = self._place(found[0], town, "镇街")
            return self._with_district(place, upper, district)
        return NoPlace(self._no_town(town, upper, inside), is_town=True)

    def _no_town(self, town: str, upper: Region, inside: list[Region]) -> str:
        elsewhere = [self._all[each.parent_id or 0].name for each in _called(town, self._towns)]
        if elsewhere:
            return f"“{town}”属于{'、'.join(elsewhere)}，不在{upper.name}。请核对所属区县和镇街。"
        return f"{upper.name}没有名为“{town}”的镇（街道）{_tail(town, inside)}"

    def _find_one(self, name: str) -> Place | NoPlace:
        found = _called(name, list(self._all.values()))
        if not found:
            found = [
                each
                for each in self._towns
                for upper in (each.parent_id, each.civil_parent_id)
                if upper and name in (f"{self._all[upper].name}{each.name}",)
            ]
        unique = list({each.pk: each for each in found}.values())
        if len(unique) == 1:
            return self._place(unique[0], name, "区域")
        if unique:
            return NoPlace(f"本市不止一处名为“{name}”，请写成“区县＋镇街”。", is_town=True)
        tail = _tail(name, list(self._all.values()))
        return NoPlace(f"本市没有名为“{name}”的区县或镇（街道）{tail}", is_town=True)

    def _place(self, region: Region, said: str, label: str) -> Place:
        note = "" if region.name in said else f"{label}“{said}”按“{region.name}”读取。"
        if region.level == "town":
            return Place(region.pk, region.parent_id, region.pk, region.name, note)
        district = region.pk if region.level == "district" else None
        return Place(region.pk, district, None, region.name, note)

    def _with_district(self, place: Place, upper: Region, said: str) -> Place:
        """Where the district was named by another word, the note says that too."""
        notes = [place.note] if place.note else []
        if upper.name != said:
            notes.insert(0, f"所属区县“{said}”按“{upper.name}”读取。")
        if place.district_id != upper.pk:
            administers = self._all[place.district_id or 0].name
            notes.append(f"{place.name}民政上属{upper.name}，按管理归属{administers}登记。")
        note = "".join(notes)
        return Place(place.region_id, place.district_id, place.town_id, place.name, note)


def _tail(name: str, regions: list[Region]) -> str:
    near = meant(name, [each.name for each in regions])
    return f"{near}？" if near else "，请从下拉列表中选择。"


def _called(name: str, regions: list[Region]) -> list[Region]:
    """Those of that very name; else those that it shortens, by their name or their note."""
    exact = [each for each in regions if each.name == name]
    if exact or len(name) < 2:
        return exact
    short = [each for each in regions for ending in _ENDINGS if each.name == f"{name}{ending}"]
    if short:
        return list({each.pk: each for each in short}.values())
    return [each for each in regions if each.name.endswith(name) or name in each.note]
