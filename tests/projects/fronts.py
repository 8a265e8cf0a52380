"""Builders of paths, teams, venues and bookings, used by their tests and by the stage."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image

from hierarchy.models import Organization
from projects.actions.bookings import book_venue
from projects.actions.paths import adopt_path, draft_path, report_effect
from projects.actions.regulations import issue_regulation
from projects.actions.teams import propose_team
from projects.actions.venues import open_venue
from projects.models import ActionTeam, Booking, CatalogueEntry, JointPath, Regulation, Venue
from projects.terms import RegulationKind
from tests.projects.grounds import with_rules
from tests.world import AT, City
from workflow.actions import store_attachment
from workflow.models import Attachment


def with_lists(city: City) -> None:
    """The city's default lists, once."""
    if not CatalogueEntry.objects.filter(tenant=city.tenant).exists():
        with_rules(city)


def entry(city: City, code: str) -> CatalogueEntry:
    """A name of the city's lists."""
    with_lists(city)
    return CatalogueEntry.objects.get(tenant=city.tenant, code=code)


def path_content(city: City, lever: str = "credit", **given: Any) -> dict[str, Any]:
    """What a committee writes of a path of 2026."""
    return {
        "name": "信用评估加分",
        "lever": entry(city, lever),
        "legal_basis": "示例〔2026〕1号",
        "share_before": Decimal("5.00"),
        "share_planned": Decimal("8.00"),
        "deploy_on": dt.date(2026, 3, 1),
        "advance_on": dt.date(2026, 6, 1),
        "supervise_on": dt.date(2026, 10, 1),
        **given,
    }


def a_path(
    city: City, body: str = "mall", lever: str = "credit", *, year: int = 2026, **given: Any
) -> JointPath:
    """A draft of a committee's clerk."""
    return draft_path(
        organization=getattr(city, body),
        year=year,
        content=path_content(city, lever, **given),
        actor=city.actor(f"{body}_clerk"),
    )


def adopted(city: City, body: str = "mall", lever: str = "credit", **given: Any) -> JointPath:
    """A path that the committee's leader has set."""
    return adopt_path(path=a_path(city, body, lever, **given), actor=city.actor(f"{body}_leader"))


def reported(
    city: City, body: str = "mall", lever: str = "credit", *, after: str = "8.50", **given: Any
) -> JointPath:
    """A path whose effect was reported."""
    return report_effect(
        path=adopted(city, body, lever, **given),
        share_after=Decimal(after),
        reached_units=120,
        effect="已纳入评分细则",
        actor=city.actor(f"{body}_clerk"),
    )


def team_content(city: City, kind: str = "force", **given: Any) -> dict[str, Any]:
    """What a body writes of a team."""
    return {
        "kind": entry(city, kind),
        "name": "轨道交通党员突击队",
        "key_project": "轨道交通8号线",
        "leader": "示例队长",
        "members_count": 9,
        "tasks": "保障节点工期",
        "starts_on": dt.date(2026, 3, 1),
        "ends_on": dt.date(2026, 9, 30),
        **given,
    }


def a_team(city: City, body: str = "branch", person: str = "secretary", **given: Any) -> ActionTeam:
    """A team that a branch proposed."""
    return propose_team(
        organization=getattr(city, body),
        content=team_content(city, **given),
        actor=city.actor(person),
    )


def venue_content(city: City, kind: str = "centre", **given: Any) -> dict[str, Any]:
    """What a body writes of a venue."""
    return {
        "kind": entry(city, kind),
        "name": "平江党群服务中心",
        "region": city.regions["pingjiang"],
        "address": "平江路1号",
        "seats": 40,
        "equipment": "投影、音响",
        "opening": "工作日 9:00–17:00",
        "contact": "示例联系人",
        "phone": "0512-00000000",
        "takes_bookings": True,
        **given,
    }


def a_venue(
    city: City, body: str = "station", person: str = "station_clerk", **given: Any
) -> Venue:
    """A venue in use, that a station keeps."""
    return open_venue(
        organization=getattr(city, body),
        content=venue_content(city, **given),
        opened_on=dt.date(2026, 1, 5),
        actor=city.actor(person),
    )


def hours(day: dt.date, first: int = 14, last: int = 16) -> dict[str, dt.datetime]:
    """Hours of a day, as a booking takes them."""
    start = dt.datetime.combine(day, dt.time(first), tzinfo=AT.tzinfo)
    return {"starts_at": start, "ends_at": start.replace(hour=last)}


def a_booking(
    city: City,
    venue: Venue,
    body: str | Organization = "branch",
    person: str = "secretary",
    **given: Any,
) -> Booking:
    """Hours asked for by a branch."""
    wanted: dict[str, Any] = {
        "purpose": "主题党日",
        "people_count": 20,
        **hours(city.on + dt.timedelta(days=3)),
        **given,
    }
    organization = getattr(city, body) if isinstance(body, str) else body
    return book_venue(venue=venue, organization=organization, actor=city.actor(person), **wanted)


def a_page(shade: int = 0) -> bytes:
    """A page of a text, photographed; each shade is another file."""
    file = BytesIO()
    Image.new("RGB", (8, 8), (shade % 256, 40, 40)).save(file, "PNG")
    return file.getvalue()


def a_text(city: City, body: str = "mall", shade: int = 0) -> Attachment:
    """A file of a committee."""
    content = a_page(shade)
    return store_attachment(
        organization=getattr(city, body),
        name="制度全文.PNG",
        stream=BytesIO(content),
        size=len(content),
        actor=city.actor(f"{body}_clerk"),
    )


def a_regulation(city: City, body: str = "mall", **given: Any) -> Regulation:
    """How a committee approves what it spends, in its first version."""
    content = {
        "kind": RegulationKind.FUNDS,
        "title": "行业党建经费管理办法",
        "version": "2025年版",
        "issued_on": dt.date(2025, 6, 1),
        "document_number": "",
        **given,
    }
    return issue_regulation(
        organization=getattr(city, body),
        content=content,
        files=[a_text(city, body, content["issued_on"].toordinal())],
        actor=city.actor(f"{body}_clerk"),
    )
