"""The demo's synchronised paths over three years, teams with a task, venues and their use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hierarchy.models import Organization
from hierarchy.terms import Role, Tier
from projects.actions.bookings import book_venue, confirm_booking, note_use
from projects.actions.paths import (
    adopt_path,
    confirm_effect,
    draft_path,
    edit_path,
    follow_path,
    report_effect,
)
from projects.actions.regulations import issue_regulation
from projects.actions.teams import end_team, propose_team, register_team
from projects.actions.venues import open_venue
from projects.models import JointPath, Venue
from projects.terms import Catalogue, RegulationKind
from seeds.project_cast import ProjectCast
from seeds.rhythm import SHANGHAI
from seeds.stories import Course

YEARS = 3
"""Paths of so many years, the present one included."""
_REGULATED = 7
"""So many committees have all three regulations."""
_BOOKED = 6
"""So many venues are booked by a branch."""


class ProjectFronts:
    """What stands beside projects: each story yields its days like a project's."""

    def __init__(self, cast: ProjectCast) -> None:
        self.cast = cast
        self.year = cast.clock.today.year

    def courses(self) -> Iterator[Course]:
        """Every path, team and venue of the city."""
        for place, body in enumerate(self.cast.committees):
            yield self._path(place, body)
            yield self._regulations(place, body)
        teams = self.cast.texts["teams"]
        for place, body in enumerate(self._team_bodies()):
            yield self._team(place, body, teams[place % len(teams)])
        for place, body in enumerate(self._stations()):
            yield self._venues(place, body)
        for body in self.cast.committees[:4]:
            yield self._online(body)

    def _stations(self) -> list[Organization]:
        return [station for body in self.cast.committees for station in self.cast.stations(body)]

    def _team_bodies(self) -> list[Organization]:
        """Two branches of the home line, stations, and three committees."""
        rows = Organization.objects.filter(tenant=self.cast.city.tenant, tier=Tier.BRANCH)
        found = rows.open(self.cast.clock.today).exclude(kind="unit").order_by("pk")
        spoken = found.select_related("tenant", "station")[:40]
        branches = [row for row in spoken if self.cast.voices.get(row.pk) and row.station_id]
        return [*branches[:4], *self._stations()[:4], *self.cast.committees[1:4]]

    def _path(self, place: int, body: Organization) -> Course:
        """One lever, followed year by year; its share of party building moves on."""
        code, name, basis = self.cast.texts["levers"][place % 5]
        first = self.year - YEARS + 1
        share = Decimal(2 + place % 4)
        path: JointPath | None = None
        for year in range(first, self.year + 1):
            day = self._day(year, 2, 5 + place)
            yield day
            clerk = self.cast.clerk(body, day)
            if path is None:
                content = self._path_content(code, name, basis, share, year)
                path = draft_path(organization=body, year=year, content=content, actor=clerk)
            else:
                path = follow_path(path=path, actor=clerk)
                planned = {"share_planned": share + 2}
                path = edit_path(path=path, content=planned, actor=clerk)
            day = self._day(year, 2, 15 + place)
            yield day
            path = adopt_path(path=path, actor=self.cast.leader(body, day))
            share += Decimal(place % 3) + Decimal("0.5")
            yield from self._effect(path, body, share, place)

    def _regulations(self, place: int, body: Organization) -> Course:
        """The three of article 10; the last committees have not written all of them down."""
        kinds = list(RegulationKind)[: 3 if place < _REGULATED else place % 3]
        for number, kind in enumerate(kinds):
            day = self._day(self.year - 1, 3, 3 + number)
            yield day
            issue_regulation(
                organization=body,
                content={
                    "kind": kind,
                    "title": f"{kind.label}（示例）",
                    "version": f"{day.year}年版",
                    "issued_on": day,
                    "document_number": "",
                },
                files=self.cast.files[body.pk][:1],
                actor=self.cast.clerk(body, day),
            )

    def _effect(self, path: JointPath, body: Organization, share: Decimal, place: int) -> Course:
        """Told in November, confirmed by the city; three committees have not told yet."""
        day = self._day(path.year, 11, 10 + place)
        yield day
        if path.year == self.year and place % 3 == 2:
            return
        told = report_effect(
            path=path,
            share_after=share,
            reached_units=60 + 15 * place,
            effect="已写入评分细则并按新标准评定（示例）。",
            actor=self.cast.clerk(body, day, 15),
        )
        day = self._day(path.year, 12, 4)
        yield day
        confirm_effect(
            path=told,
            actor=self.cast.leader(self.cast.root, day),
            comment="成效属实（示例）。",
        )

    def _path_content(
        self, code: str, name: str, basis: str, share: Decimal, year: int
    ) -> dict[str, Any]:
        days = {"deploy": (3, 1), "advance": (6, 1), "supervise": (10, 10)}
        return {
            "name": f"{name}（示例）",
            "lever": self.cast.entry(Catalogue.LEVER, code),
            "legal_basis": basis,
            "measures": "与行业工作同步部署、同步推进、同步督查（示例）。",
            "share_before": share,
            "share_planned": share + 2,
            **{f"{key}_on": dt.date(year, *day) for key, day in days.items()},
            **{f"trade_{key}_on": dt.date(year, *day) for key, day in days.items()},
        }

    def _team(self, place: int, body: Organization, text: list[str]) -> Course:
        kind, name, serves = text
        day = self._day(self.year, 4, 8 + place)
        yield day
        content: dict[str, Any] = {
            "kind": self.cast.entry(Catalogue.TEAM_KIND, kind),
            "name": f"{name}（示例）",
            "key_project": f"{serves}（示例）",
            "leader": self.cast.user(body, Role.LEADER).name,
            "members_count": 6 + place,
            "tasks": "认领重点任务，定期汇报进展（示例）。",
            "starts_on": day,
            "ends_on": day + dt.timedelta(days=150 + 10 * place),
        }
        team = propose_team(organization=body, content=content, actor=self.cast.clerk(body, day))
        keeper = team.registrar
        if place % 5 == 4 or keeper is None or not self.cast.voices.get(keeper.pk):
            return
        day = self._day(self.year, 4, 16 + place)
        yield day
        team = register_team(
            team=team, actor=self.cast.leader(keeper, day), answer="同意备案（示例）"
        )
        if place % 3:
            return
        day = self.cast.clock.workday(team.ends_on)
        yield day
        end_team(
            team=team, outcome="任务完成，按期结束（示例）。", actor=self.cast.clerk(body, day, 16)
        )

    def _venues(self, place: int, body: Organization) -> Course:
        """Three venues a station; some are booked by its branches."""
        day = self._day(self.year - 1, 3, 3 + place)
        yield day
        made = [
            self._open(body, code, f"{body.label}{name}（示例）", day, number)
            for number, (code, name) in enumerate(self.cast.texts["venues"])
        ]
        if place < _BOOKED:
            yield from self._use(made[place % 3], body, place)

    def _open(self, body: Organization, code: str, name: str, day: dt.date, number: int) -> Venue:
        content: dict[str, Any] = {
            "kind": self.cast.entry(Catalogue.VENUE_KIND, code),
            "name": name,
            "region": body.region,
            "address": f"示例路{10 + number}号",
            "area": 80 + 40 * number,
            "seats": 30 + 10 * number,
            "equipment": "投影、音响、书柜（示例）",
            "opening": "工作日 9:00 至 17:00",
            "contact": self.cast.user(body, Role.LEADER).name,
            "phone": "000-00000000",
            "takes_bookings": True,
        }
        return open_venue(
            organization=body,
            content=content,
            actor=self.cast.leader(body, day),
            opened_on=day,
        )

    def _online(self, body: Organization) -> Course:
        day = self._day(self.year - 1, 5, 6)
        yield day
        content: dict[str, Any] = {
            "kind": self.cast.entry(Catalogue.VENUE_KIND, "online"),
            "name": f"{body.label}网络先锋站（示例）",
            "address": "微信公众号“示例先锋”",
            "equipment": "",
            "opening": "全天",
            "contact": self.cast.user(body, Role.LEADER).name,
            "phone": "000-00000000",
            "takes_bookings": False,
        }
        open_venue(
            organization=body, content=content, actor=self.cast.leader(body, day), opened_on=day
        )

    def _use(self, venue: Venue, keeper: Organization, place: int) -> Course:
        """Two bookings of a branch below: one used, one of the coming days still to be answered."""
        rows = Organization.objects.filter(tenant=keeper.tenant, tier=Tier.BRANCH, station=keeper)
        bodies = rows.open(self.cast.clock.today).exclude(kind="unit").order_by("pk")
        guest = next((row for row in bodies if self.cast.voices.get(row.pk)), None)
        if guest is None:
            return
        purposes = self.cast.texts["bookings"]
        used = self._day(self.year, 1 + place % 9, 12)
        for day, is_done in ((used, True), (self.cast.clock.today, False)):
            asked = self.cast.clock.workday(day - dt.timedelta(days=4)) if is_done else day
            yield asked
            start = day if is_done else day + dt.timedelta(days=6 + place)
            booking = book_venue(
                venue=venue,
                organization=guest,
                starts_at=dt.datetime.combine(start, dt.time(14), SHANGHAI),
                ends_at=dt.datetime.combine(start, dt.time(16), SHANGHAI),
                purpose=purposes[place % len(purposes)],
                people_count=12 + place,
                actor=self.cast.clerk(guest, asked, 8),
            )
            if is_done:
                actor = self.cast.leader(keeper, asked, 9)
                booking = confirm_booking(booking=booking, actor=actor)
                after = self.cast.clock.workday(day + dt.timedelta(days=1))
                yield after
                actor = self.cast.leader(keeper, after, 9)
                note_use(booking=booking, people_count=10 + place, actor=actor)

    def _day(self, year: int, month: int, day: int) -> dt.date:
        return self.cast.clock.workday(dt.date(year, month, min(day, 28)))
