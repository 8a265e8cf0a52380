"""The density protocol: how thick party organisations and units stand, town by town.

Centres and stations for an industry (党群服务中心、行业党建工作站) are set up where its party
organisations lie close together (article 16), so the room that keeps them must know where that
is. The room that keeps the ledger implements ``DensitySource`` and is named in
``settings.DENSITY_SOURCE``; neither knows the other. Only what the actor may see is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.actors import Actor
from hierarchy.models import Tenant


@dataclass(frozen=True, slots=True)
class Density:
    """What stands in one town (镇街) on one day, as far as the reader sees it.

    ``branches`` counts party organisations in force, of every kind but 未建单位, and
    ``by_industry`` the same by the id of their industry, those without one left out.
    ``units`` counts operating units (实体运营单位), ``members`` the regular members
    (正式党员) whose relation is with them; ``None`` where no unit is known, which is not zero.
    """

    branches: int
    units: int
    members: int | None = None
    by_industry: Mapping[int, int] = field(default_factory=dict)


class DensitySource(Protocol):
    """The room that keeps the ledger."""

    def density(self, *, tenant: Tenant, on: dt.date, actor: Actor) -> Mapping[int, Density]:
        """What stands in each town, by the id of its region; a bounded number of queries."""


@cache
def _source() -> DensitySource:
    return cast("DensitySource", import_string(settings.DENSITY_SOURCE)())


def density_of(*, tenant: Tenant, on: dt.date, actor: Actor) -> dict[int, Density]:
    """What the actor sees standing in each town of a city on a day (article 16), by region id.

    Towns where nothing stands are missing; so is what lies in a district or the city without a
    town of its own. Two queries, whatever the size of the city.
    """
    return dict(_source().density(tenant=tenant, on=on, actor=actor))
