"""Inboxes and the trail of a seeded year: who was told what, and every move on record."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from checklists.models import Assignment, Checklist
from checklists.rules import ASSIGNMENT_MOVES
from checklists.terms import RECEIVER_STATUSES, Decision, ReportKind
from hierarchy.copying import copy_rows
from hierarchy.models import Organization
from seeds.cascade import Cascade
from seeds.happenings import Lived
from seeds.voices import Voice
from workflow.models import AuditEntry, Notice

# What was said longer ago has been read and cleared away.
RECENT_DAYS = 14
UNREAD_DAYS = 5
_OVERDUE_DAYS = 30
_COLUMNS = (
    *("tenant_id", "recipient_id", "organization_id", "kind", "title", "body", "path", "key"),
    *("created_at", "read_at", "is_urgent"),
)
_TRAIL_COLUMNS = (
    *("tenant_id", "organization_id", "at", "user_id", "user_name", "post", "on_behalf_of"),
    *("verb", "target_type", "target_id", "target_label", "before", "after", "reason"),
    *("request_id", "ip"),
)
_Row = tuple[object, ...]


@dataclass(slots=True)
class Inboxes:
    """Collects what one city's people are told, and writes it at the end."""

    cascade: Cascade
    _rows: list[_Row] = field(default_factory=list)
    _late: dict[tuple[int, dt.date], int] = field(default_factory=lambda: defaultdict(int))

    def tell_of_lists(self) -> None:
        """Everybody was told when a list came."""
        now = self.cascade.clock.now
        lists = Checklist.objects.filter(
            tenant=self.cascade.city.tenant, year=self.cascade.year
        ).select_related("issuer")
        receivers: dict[int, list[int]] = defaultdict(list)
        pairs = Assignment.objects.filter(item__checklist__in=lists, item__serial=1)
        for checklist_id, receiver_id in pairs.values_list("item__checklist_id", "receiver_id"):
            receivers[checklist_id].append(receiver_id)
        for checklist in lists:
            at = checklist.issued_at or now
            title = f"{checklist.issuer.label}下发：{checklist.title}"
            body = f"请于 {checklist.sign_due_date:%Y-%m-%d} 前签收。"
            path = reverse("checklists:checklist_detail", args=[checklist.pk])
            for receiver_id in receivers[checklist.pk]:
                self._tell(
                    receiver_id,
                    kind=Notice.Kind.ISSUED,
                    title=title,
                    body=body,
                    path=path,
                    key=f"checklist-issue:{checklist.pk}",
                    at=at,
                )

    def tell_of_moves(self, chunk: Iterable[Lived]) -> None:
        """Reports and decisions of the last days; and what is late."""
        since = self.cascade.clock.now - dt.timedelta(days=RECENT_DAYS)
        today = self.cascade.clock.today
        for lived in chunk:
            owed, life = lived.owed, lived.life
            if (
                life.status in RECEIVER_STATUSES
                and 0 < (today - owed.due_date).days < _OVERDUE_DAYS
            ):
                self._late[owed.receiver_id, owed.due_date] += 1
            if life.said and (life.said[-1].decided_at or life.said[-1].at) >= since:
                self._tell_of_last_word(lived)

    def write(self) -> int:
        """Write all notices by COPY; how many."""
        for (receiver_id, due), count in self._late.items():
            self._tell(
                receiver_id,
                kind=Notice.Kind.OVERDUE,
                title=f"有 {count} 项任务已于 {due.month}月{due.day}日 到期，尚未办结",
                body="请尽快上报，或说明原因。",
                path=reverse("workbench:todo"),
                key=f"{Notice.Kind.OVERDUE}:{receiver_id}:{due.isoformat()}",
                at=self.cascade.clock.workday_morning(due + dt.timedelta(days=1)),
            )
        rows = sorted({(row[1], row[7]): row for row in self._rows}.values(), key=_written_at)
        return copy_rows(Notice, _COLUMNS, rows)

    def _tell_of_last_word(self, lived: Lived) -> None:
        owed, said = lived.owed, lived.life.said[-1]
        number = self.cascade.numbers[owed.key_point_id]
        level = {"branch": 4, "officer": 3, "station": 2}.get(lived.tier, 1)
        item = self.cascade.points[number].item(level=level).title
        if said.decision is None and said.kind == ReportKind.COMPLETION:
            kind, to, title, at = Notice.Kind.REPORTED, owed.issuer_id, "请审核", said.at
        elif said.decision is not None and said.decided_at is not None:
            accepted = said.decision == Decision.ACCEPT
            kind = Notice.Kind.ACCEPTED if accepted else Notice.Kind.RETURNED
            to, title, at = owed.receiver_id, "已销号" if accepted else "退回补充", said.decided_at
        else:
            return
        self._tell(
            to,
            kind=kind,
            title=f"{title}：{item}",
            body="",
            path=reverse("checklists:assignment_detail", args=[owed.pk]),
            key=f"{kind}:{owed.pk}:{at.isoformat()}",
            at=at,
        )

    def _tell(
        self,
        receiver_id: int,
        *,
        kind: str,
        title: str,
        body: str,
        path: str,
        key: str,
        at: dt.datetime,
    ) -> None:
        fresh = self.cascade.clock.now - at < dt.timedelta(days=UNREAD_DAYS)
        read_at = None if fresh else at + dt.timedelta(hours=3)
        for voice in self.cascade.voices.get(receiver_id, ()):
            self._rows.append(
                (
                    *(self.cascade.city.tenant.pk, voice.user_id, receiver_id, str(kind)),
                    *(title[:200], body, path, key, at, read_at, False),
                )
            )


def write_trail(cascade: Cascade, lives: Iterable[Lived]) -> int:
    """One entry for every signature, report and decision, in the order of time."""
    labels = dict(
        Assignment.objects.filter(key_point_id__in=cascade.numbers).values_list("pk", "item__title")
    )
    bodies = dict(Organization.objects.filter(tenant=cascade.city.tenant).values_list("pk", "name"))
    rows = [
        _entry(
            cascade,
            lived,
            verb,
            at,
            voice,
            f"{labels[lived.owed.pk]}（{bodies[lived.owed.receiver_id]}）",
        )
        for lived in lives
        for verb, at, voice in _moves(cascade, lived)
    ]
    rows.sort(key=lambda row: str(row[2]))
    return copy_rows(AuditEntry, _TRAIL_COLUMNS, rows)


def _moves(cascade: Cascade, lived: Lived) -> Iterator[tuple[str, dt.datetime, Voice]]:
    own = cascade.voices.get(lived.owed.receiver_id, [])
    upper = cascade.voices[lived.owed.issuer_id][0]
    if lived.life.signed_at:
        yield "sign", lived.life.signed_at, own[0]
    for said in lived.life.said:
        yield (
            ("report" if said.kind == ReportKind.COMPLETION else "report_progress"),
            said.at,
            own[0],
        )
        if said.decided_at and said.decision:
            verb = "accept" if said.decision == Decision.ACCEPT else "send_back"
            yield verb, said.decided_at, upper
    if lived.life.settled_at and not lived.life.said:
        yield "cancel", lived.life.settled_at, upper


def _entry(
    cascade: Cascade, lived: Lived, verb: str, at: dt.datetime, voice: Voice, label: str
) -> _Row:
    move = ASSIGNMENT_MOVES.moves.get(verb)
    at_issuer = move is not None and move.at == "issuer"
    place = lived.owed.issuer_id if at_issuer else lived.owed.receiver_id
    after = {"status": move.target} if move else {"progress": lived.life.progress}
    return (
        *(cascade.city.tenant.pk, place, at, voice.user_id, voice.name, voice.post, ""),
        *(f"assignment.{verb}", "checklists.assignment", lived.owed.pk, label[:200]),
        *("{}", json.dumps(after, ensure_ascii=False), _REASONS.get(verb, ""), "seed_demo", None),
    )


_REASONS = {"cancel": "岗位空缺，补选到位后另行下发。", "send_back": "材料不全，请补充。"}


def _written_at(row: _Row) -> str:
    return str(row[8])
