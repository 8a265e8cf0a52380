"""Work episodes around the home line, through the real actions: what each page has to show.

Each episode looks for an assignment that fits on the demo's day and says nothing when
there is none (early in a year little has come down yet).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import User
from checklists.actions.amending import revise_checklist
from checklists.actions.deciding import (
    comment_assignment,
    grant_extension,
    remind_assignment,
    reopen_assignment,
    send_back_assignment,
    stop_assignment,
)
from checklists.actions.decomposing import copy_last_year
from checklists.actions.drafting import edit_item
from checklists.actions.handling import (
    confirm_amendment,
    object_to_assignment,
    request_extension,
)
from checklists.actions.issuing import issue_checklist, submit_checklist
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.querysets import AssignmentQuerySet
from checklists.terms import AssignmentStatus, ListStatus
from hierarchy.actors import Actor, load_actor
from hierarchy.models import Organization
from hierarchy.terms import Tier
from seeds.city import City, login_of
from seeds.rhythm import Clock, at_minute
from seeds.voices import Voices

# The city drafts next year's list from this month on.
_NEXT_YEAR_FROM = 11
_UNDERWAY = (AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED)


@dataclass(slots=True)
class Episodes:
    """The episodes of one city; ``done`` counts what came about, by name."""

    city: City
    clock: Clock
    voices: Voices
    done: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        """Everything, in the order in which it would have happened."""
        for episode in (
            self._amend_lists,
            self._object,
            self._extend,
            self._ask_for_time,
            self._pause,
            self._reopen,
            self._send_back,
            self._remark,
            self._remind,
            self._draft_next_year,
        ):
            self.done[episode.__name__.strip("_")] = episode()

    def _home(self, tier: str) -> Organization:
        if tier == Tier.CITY:
            return Organization.objects.get(pk=self.city.root.pk)
        return self.city.organization(self.city.home[tier])

    def _actor(self, body: Organization, at: dt.datetime) -> Actor:
        voice = self.voices[body.pk][0]
        return load_actor(User.objects.get(pk=voice.user_id), at=min(at, self.clock.now))

    def _owed(self, body: Organization) -> AssignmentQuerySet[Assignment]:
        """What a body owes, the latest due first."""
        return (
            Assignment.objects.filter(receiver=body)
            .select_related("item", "issuer", "receiver", "tenant", "parent")
            .order_by("-due_date", "id")
        )

    def _before_due(self, assignment: Assignment) -> dt.datetime:
        """A week ago, or the day before it was due, whichever came first."""
        day = min(
            self.clock.today - dt.timedelta(days=7), assignment.due_date - dt.timedelta(days=1)
        )
        return at_minute(self.clock.workday(day - dt.timedelta(days=3)), 10 * 60 + 20)

    def _amend_lists(self) -> int:
        """The committee and the officer each put out a second version; some confirm it."""
        changed = 0
        hops = ((Tier.COMMITTEE, Tier.STATION, 12), (Tier.OFFICER, Tier.BRANCH, 6))
        for tier, below, days in hops:
            item = self._running_item(self._home(tier), self._home(below))
            if item is None:
                continue
            at = at_minute(self.clock.workday(self.clock.today - dt.timedelta(days=days)), 9 * 60)
            changed += self._amend(item, self._actor(self._home(tier), at))
        return changed

    def _running_item(self, issuer: Organization, below: Organization) -> ChecklistItem | None:
        """The latest item that ``below`` still works on, which the new version will change."""
        return (
            ChecklistItem.objects.filter(
                checklist__issuer=issuer,
                checklist__status=ListStatus.ISSUED,
                assignments__receiver=below,
                assignments__status__in=_UNDERWAY,
            )
            .order_by("-due_date", "-serial")
            .first()
        )

    def _amend(self, item: ChecklistItem, actor: Actor) -> int:
        draft = revise_checklist(checklist=item.checklist, actor=actor)
        copy = draft.items.get(serial=item.serial)
        edit_item(
            item=copy,
            changes={"content": f"{copy.content}年底前另附一页工作小结。"},
            actor=actor,
        )
        issue_checklist(checklist=draft, actor=actor)
        running = list(Assignment.objects.filter(item=copy, status__in=_UNDERWAY).order_by("id"))
        home = {self.city.ids[index] for index in self.city.home.values()}
        for assignment in running[1::2]:
            receiver = assignment.receiver
            if receiver.pk not in home and receiver.pk in self.voices:
                later = actor.at + dt.timedelta(days=1)
                confirm_amendment(assignment=assignment, actor=self._actor(receiver, later))
        return 1

    def _object(self) -> int:
        """One body objects to what it has not signed, and waits for the answer."""
        waiting = self._owed_below(Tier.OFFICER, status=AssignmentStatus.TO_SIGN)
        for assignment in waiting[:1]:
            at = at_minute(
                self.clock.workday(assignment.issued_at.date() + dt.timedelta(days=2)), 900
            )
            object_to_assignment(
                assignment=assignment,
                reason="本单位没有固定场所，阵地类事项请改由所在楼宇党群服务中心承担（示例）。",
                actor=self._actor(assignment.receiver, at),
            )
        return len(waiting[:1])

    def _owed_below(self, tier: str, **conditions: object) -> list[Assignment]:
        """What is owed to the home body of a tier by those below it who are there to answer."""
        owed = (
            Assignment.objects.filter(issuer=self._home(tier), **conditions)
            .exclude(receiver_id=self.city.ids[self.city.home[Tier.BRANCH]])
            .select_related("item", "issuer", "receiver", "tenant", "parent")
            .order_by("-due_date", "id")
        )
        return [assignment for assignment in owed if assignment.receiver_id in self.voices]

    def _extend(self) -> int:
        """A branch asked for ten more days and got them, as far as the officer's own day allows."""
        for assignment in self._owed_below(Tier.OFFICER, status=AssignmentStatus.IN_PROGRESS):
            limit = assignment.parent.due_date if assignment.parent else assignment.due_date
            until = min(assignment.due_date + dt.timedelta(days=10), limit)
            if until <= assignment.due_date:
                continue
            at = self._before_due(assignment)
            asked = request_extension(
                assignment=assignment,
                until=until,
                reason="党员大会因多名党员出差改期（示例）。",
                actor=self._actor(assignment.receiver, at),
            )
            answered = self._actor(assignment.issuer, asked.at + dt.timedelta(days=1))
            grant_extension(assignment=assignment, actor=answered, opinion="同意，请抓紧。")
            return 1
        return 0

    def _ask_for_time(self) -> int:
        """At every hop of the home line a request for more time waits for its answer."""
        asked = 0
        for tier in (Tier.COMMITTEE, Tier.STATION, Tier.OFFICER, Tier.BRANCH):
            body = self._home(tier)
            owed = self._owed(body).filter(status__in=_UNDERWAY, extension_asked=False)
            # No request goes beyond the year.
            assignment = owed.exclude(due_date__month=12, due_date__day=31).first()
            if assignment is None:
                continue
            year_end = dt.date(assignment.due_date.year, 12, 31)
            request_extension(
                assignment=assignment,
                until=min(assignment.due_date + dt.timedelta(days=7), year_end),
                reason="部分成员单位材料尚在核对，申请延期一周（示例）。",
                actor=self._actor(body, self._before_due(assignment)),
            )
            asked += 1
        return asked

    def _pause(self) -> int:
        """The officer pauses one piece of work, and the station another."""
        paused = 0
        for tier in (Tier.OFFICER, Tier.STATION):
            owed = self._owed_below(
                tier, status=AssignmentStatus.IN_PROGRESS, extension_asked=False
            )
            for assignment in owed[2:3]:
                stop_assignment(
                    assignment=assignment,
                    verb="pause",
                    reason="单位整体搬迁，搬迁完成后恢复办理（示例）。",
                    actor=self._actor(assignment.issuer, self.clock.now - dt.timedelta(days=4)),
                )
                paused += 1
        return paused

    def _reopen(self) -> int:
        """A settled piece is opened again where the upper one is still open."""
        owed = self._owed_below(
            Tier.OFFICER, status=AssignmentStatus.ACCEPTED, parent__status__in=_UNDERWAY
        )
        for assignment in owed[:1]:
            reopen_assignment(
                assignment=assignment,
                reason="抽查发现签到表与会议记录日期不一致，请核实（示例）。",
                actor=self._actor(assignment.issuer, self.clock.now - dt.timedelta(days=3)),
            )
        return len(owed[:1])

    def _send_back(self) -> int:
        """The home branch has something to complete."""
        owed = self._owed(self._home(Tier.BRANCH)).filter(status=AssignmentStatus.REPORTED)
        for assignment in owed[:1]:
            send_back_assignment(
                assignment=assignment,
                opinion="照片看不清参会人员，请补一张签到表（示例）。",
                actor=self._actor(assignment.issuer, self.clock.now - dt.timedelta(days=1)),
            )
        return len(owed[:1])

    def _remark(self) -> int:
        """The territory line looks and remarks; it changes nothing by it (article 5)."""
        remarks = (
            (
                "district",
                Tier.STATION,
                "请与街道“两新”工委同步推进，名册一并抄送区联络员（示例）。",
            ),
            ("town", Tier.BRANCH, "街道党群服务中心本周可提供活动场地，请联系（示例）。"),
        )
        for key, tier, text in remarks:
            reader = User.objects.get(username=login_of(self.city.tenant, key))
            for assignment in self._owed(self._home(tier)).open()[:2]:
                actor = load_actor(reader, at=self.clock.now - dt.timedelta(days=2))
                comment_assignment(assignment=assignment, text=text, actor=actor)
        return len(remarks)

    def _remind(self) -> int:
        """The station reminds its officer, the city one of its committees."""
        reminded = 0
        for tier in (Tier.STATION, Tier.CITY):
            issuer = self._home(tier)
            late = Assignment.objects.filter(issuer=issuer, status__in=_UNDERWAY)
            for assignment in late.select_related("item", "receiver", "tenant").order_by(
                "due_date", "id"
            )[:1]:
                remind_assignment(
                    assignment=assignment,
                    words="请于本周内上报进展（示例）。",
                    actor=self._actor(issuer, self.clock.now - dt.timedelta(days=2)),
                )
                reminded += 1
        return reminded

    def _draft_next_year(self) -> int:
        """Late in the year next year's list waits for the leader's review."""
        current = (
            Checklist.objects.filter(issuer=self.city.root, issued_at__isnull=False)
            .order_by("-year", "-version")
            .first()
        )
        if current is None or self.clock.today.month < _NEXT_YEAR_FROM:
            return 0
        clerk = User.objects.get(username=login_of(self.city.tenant, "clerk"))
        actor = load_actor(clerk, at=self.clock.now - dt.timedelta(days=1))
        draft = copy_last_year(checklist=current, year=current.year + 1, actor=actor)
        submit_checklist(checklist=draft, actor=actor)
        return 1
