"""A year's lists on their way down: the city's key points, then tier by tier (article 7).

Lists and items are written by the thousand; the assignments come from the same statement
that issuing uses (``checklists.fanout``), so a seeded list is what an issued one would be.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q

from checklists.fanout import fan_out
from checklists.models import Assignment, Checklist, ChecklistItem, Waiver
from checklists.terms import KIND_OF_TIER, AssignmentStatus, IndicatorKind, ListStatus
from hierarchy.calendar import add_working_days
from hierarchy.copying import copy_rows
from hierarchy.models import Organization
from hierarchy.terms import TIER_NUMBER, Tier
from hierarchy.vocabulary import Vocabulary
from seeds.cast import SEED
from seeds.city import City
from seeds.key_points import ItemText, KeyPoint, load_key_points, load_title
from seeds.rhythm import Clock
from seeds.voices import Voice, Voices, drafter
from workflow.models import AuditEntry, NumberSeries

ISSUING_TIERS = (Tier.CITY, Tier.COMMITTEE, Tier.STATION, Tier.OFFICER)
# What the city's list is based on, and its own number: registered by hand, hence an example.
BASIS = "苏组通〔2018〕57号"
ISSUE_NUMBER = "苏两新示例〔{year}〕1号"
# What an officer may find does not concern the bodies served, and why.
_WAIVED = {
    4: "所联系单位均单独组建或尚未组建，没有联合党支部，本条不涉及。",
    11: "经逐户摸排，所联系单位目前没有流动党员，本条不涉及；如有变化及时补报。",
}
_BATCH = 2_000
# Verb, moment, who, what was, what is.
_Act = tuple[str, dt.datetime | None, Voice, dict[str, object], dict[str, object]]


@dataclass(slots=True)
class Upper:
    """An assignment to be passed on: its id, the key point's number, what it asks and when."""

    pk: int
    number: int
    due: dt.date
    target: Decimal | None


@dataclass(slots=True)
class Cascade:
    """One city's lists of one year, and how they went down."""

    city: City
    year: int
    clock: Clock
    voices: Voices
    points: dict[int, KeyPoint] = field(init=False)
    # Key point number by the id of the city's item.
    numbers: dict[int, int] = field(default_factory=dict)
    lists: int = 0
    assignments: int = 0

    def __post_init__(self) -> None:
        self.points = {point.number: point for point in load_key_points(year=self.year)}

    def run(self) -> None:
        """Issue every list whose day has come."""
        for tier in ISSUING_TIERS:
            issuers = self._issuers(tier)
            due = [(body, at) for body, at in issuers if at <= self.clock.now]
            for start in range(0, len(due), _BATCH):
                self._issue(tier, due[start : start + _BATCH])

    def _issuers(self, tier: str) -> list[tuple[Organization, dt.datetime]]:
        """The bodies of a tier that pass their part on, with the moment they do so."""
        bodies = Organization.objects.filter(tenant=self.city.tenant).of_tier(tier)
        idle = {self.city.ids[index] for index in self.city.cast.idle}
        found = []
        for body in bodies.open(self.clock.today).select_related("tenant").order_by("pk"):
            if body.pk in idle or body.pk not in self.voices:
                continue
            rng = Random(f"{SEED}:{self.year}:{body.code}")  # noqa: S311
            found.append((body, self.clock.issue_moment(tier=tier, year=self.year, rng=rng)))
        return found

    def _issue(self, tier: str, due: Sequence[tuple[Organization, dt.datetime]]) -> None:
        uppers = self._uppers(tier, [body.pk for body, _ in due])
        sized = Organization.objects.filter(parent_id__in=[body.pk for body, _ in due])
        below: dict[int, int] = defaultdict(int)
        for parent_id in sized.open(self.clock.today).values_list("parent_id", flat=True):
            below[parent_id or 0] += 1
        ready = [
            (body, at)
            for body, at in due
            if below[body.pk] and (uppers[body.pk] or tier == Tier.CITY)
        ]
        lists = Checklist.objects.bulk_create(
            [self._list(tier, body, at) for body, at in ready], batch_size=_BATCH
        )
        items = [
            item
            for checklist in lists
            for item in self._items(
                tier, checklist, uppers[checklist.issuer_id], below[checklist.issuer_id]
            )
        ]
        items = ChecklistItem.objects.bulk_create(items, batch_size=_BATCH)
        if tier == Tier.CITY:
            self.numbers = {item.pk: item.serial for item in items}
        self._waive(lists, items, uppers)
        self._pass_on(lists)
        for checklist in lists:
            self.assignments += self._fan_out(checklist)
        self._record(lists)
        self.lists += len(lists)

    def _uppers(self, tier: str, receivers: Sequence[int]) -> dict[int, list[Upper]]:
        """What each of these bodies has to pass on, in the order of the key points."""
        found: dict[int, list[Upper]] = defaultdict(list)
        if tier == Tier.CITY:
            return found
        rows = Assignment.objects.filter(
            receiver_id__in=receivers, key_point_id__in=self.numbers
        ).values_list("pk", "receiver_id", "key_point_id", "due_date", "target_value")
        for pk, receiver_id, key_point_id, due, target in rows:
            found[receiver_id].append(Upper(pk, self.numbers[key_point_id], due, target))
        for mine in found.values():
            mine.sort(key=lambda upper: upper.number)
        return found

    def _list(self, tier: str, body: Organization, at: dt.datetime) -> Checklist:
        tenant = self.city.tenant
        voices = self.voices[body.pk]
        kind = KIND_OF_TIER[tier]
        name = Vocabulary().checklist(kind)
        number = f"QD-{self.year}-L{TIER_NUMBER[tier]}-{body.code}-001"
        return Checklist(
            tenant=tenant,
            issuer=body,
            kind=kind,
            year=self.year,
            title=(
                load_title(year=self.year)
                if tier == Tier.CITY
                else f"{body.label}{self.year}年{name}"[:120]
            ),
            number=number,
            document_no=BASIS if tier == Tier.CITY else "",
            issue_number=ISSUE_NUMBER.format(year=self.year) if tier == Tier.CITY else "",
            signer=voices[0].name,
            status=ListStatus.ISSUED,
            sign_due_date=add_working_days(
                tenant=tenant, start=at.date(), days=tenant.sign_working_days
            ),
            issued_at=at,
            created_at=at - dt.timedelta(days=3),
            created_by_id=drafter(voices).user_id,
        )

    def _items(
        self, tier: str, checklist: Checklist, uppers: Sequence[Upper], receivers: int
    ) -> Iterator[ChecklistItem]:
        level = TIER_NUMBER[tier]
        if tier == Tier.CITY:
            for number, point in self.points.items():
                yield self._item(checklist, point, point.item(level=1), serial=number)
            return
        waived = self._waived(checklist.issuer.code) if tier == Tier.OFFICER else set()
        answered = [upper for upper in uppers if upper.number not in waived]
        key_points = {number: pk for pk, number in self.numbers.items()}
        for serial, upper in enumerate(answered, start=1):
            point = self.points[upper.number]
            item = self._item(checklist, point, point.item(level=level), serial=serial)
            item.answers_id = upper.pk
            item.key_point_id = key_points[upper.number]
            item.due_date = min(item.due_date, upper.due)
            item.target_value = enough(point.item(level=level), upper.target, receivers)
            yield item

    def _item(
        self, checklist: Checklist, point: KeyPoint, text: ItemText, *, serial: int
    ) -> ChecklistItem:
        return ChecklistItem(
            tenant=self.city.tenant,
            checklist=checklist,
            serial=serial,
            category=point.category,
            title=text.title,
            content=text.content,
            requirement=point.requirement,
            indicator_name=text.indicator.name,
            indicator_unit=text.indicator.unit,
            indicator_kind=text.indicator.kind,
            direction=text.indicator.direction,
            target_value=text.indicator.target,
            lead_unit=text.lead,
            responsible=text.responsible,
            partner_units="、".join(text.cooperating),
            starts_on=text.start,
            due_date=text.due,
            milestones=[
                {"due": stone.due.isoformat(), "text": stone.text} for stone in point.milestones
            ]
            if text.level == 1
            else [],
            frequency=text.frequency,
            evidence_types="、".join(text.evidence.types),
            evidence_minimum=text.evidence.minimum,
            article="、".join(point.articles),
        )

    def _waived(self, code: str) -> set[int]:
        """The key points that one officer in eight does not pass on."""
        rng = Random(f"{SEED}:waive:{self.year}:{code}")  # noqa: S311
        return {rng.choice(list(_WAIVED))} if rng.random() < 1 / 8 else set()

    def _waive(
        self,
        lists: Sequence[Checklist],
        items: Sequence[ChecklistItem],
        uppers: dict[int, list[Upper]],
    ) -> None:
        answered = {item.answers_id for item in items}
        Waiver.objects.bulk_create(
            Waiver(
                checklist=checklist,
                answers_id=upper.pk,
                reason=_WAIVED[upper.number],
                created_at=checklist.issued_at or self.clock.now,
            )
            for checklist in lists
            for upper in uppers[checklist.issuer_id]
            if upper.pk not in answered
        )

    def _fan_out(self, checklist: Checklist) -> int:
        at, sign_due = checklist.issued_at, checklist.sign_due_date
        if at is None or sign_due is None:
            return 0
        return fan_out(checklist=checklist, sign_due=sign_due, at=at, on=self.clock.today)

    def _pass_on(self, lists: Sequence[Checklist]) -> None:
        """The upper items were signed for, and are now answered or waived."""
        ids = [checklist.pk for checklist in lists]
        answered = ChecklistItem.objects.filter(checklist_id__in=ids).values("answers_id")
        waived = Waiver.objects.filter(checklist_id__in=ids).values("answers_id")
        with pgtrigger.ignore():
            Assignment.objects.filter(Q(pk__in=answered) | Q(pk__in=waived)).update(
                is_decomposed=True,
                status=AssignmentStatus.IN_PROGRESS,
                signed_at=F("issued_at") + dt.timedelta(days=1),
            )

    def _record(self, lists: Sequence[Checklist]) -> None:
        """The running numbers, and two lines of the trail for each list: drafted, issued."""
        NumberSeries.objects.bulk_create(
            NumberSeries(
                tenant=self.city.tenant, series=checklist.number.removesuffix("-001"), last=1
            )
            for checklist in lists
        )
        columns = (
            *("tenant_id", "organization_id", "at", "user_id", "user_name", "post"),
            *("on_behalf_of", "verb", "target_type", "target_id", "target_label"),
            *("before", "after", "reason", "request_id", "ip"),
        )
        copy_rows(
            AuditEntry, columns, (row for checklist in lists for row in self._trail(checklist))
        )

    def _trail(self, checklist: Checklist) -> Iterator[tuple[object, ...]]:
        voices = self.voices[checklist.issuer_id]
        acts: tuple[_Act, ...] = (
            ("draft", checklist.created_at, drafter(voices), {}, {"title": checklist.title}),
            (
                "issue",
                checklist.issued_at,
                voices[0],
                {"status": ListStatus.DRAFT.value},
                {
                    "status": ListStatus.ISSUED.value,
                    "number": checklist.number,
                    "sign_due_date": checklist.sign_due_date,
                },
            ),
        )
        for verb, at, voice, before, after in acts:
            yield (
                *(checklist.tenant_id, checklist.issuer_id, at, voice.user_id, voice.name),
                *(voice.post, "", f"checklist.{verb}", "checklists.checklist", checklist.pk),
                *(checklist.title, _json(before), _json(after), "", "seed_demo", None),
            )


def enough(text: ItemText, asked: Decimal | None, receivers: int) -> Decimal:
    """A target for each of ``receivers`` that adds up to what is asked (分解不差数)."""
    target = text.indicator.target
    if asked is None or text.indicator.kind == IndicatorKind.RATIO or not asked:
        return target
    return max(target, -(-asked // receivers))


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
