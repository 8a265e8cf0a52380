"""Writing, issuing and taking back rectifications, spoken words, and whole rounds of letters."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy.models import Organization
from inspections.actions.rectifications import (
    draft_for_round,
    draft_rectification,
    edit_rectification,
    issue_rectification,
    issue_rectifications,
    note_verbal,
    revoke_rectification,
    sign_rectification,
)
from inspections.models import Finding, InspectionPolicy, Rectification
from inspections.terms import InspectionStatus, RectificationStatus, RoundStatus
from tests.inspections.letters import (
    CONTENT,
    a_finding,
    a_letter,
    a_round,
    an_inspection,
    explained,
    found,
    issued,
    then,
)
from tests.world import World
from workflow.models import AuditEntry, Notice

pytestmark = pytest.mark.django_db
S = RectificationStatus


def code_of(refused: pytest.ExceptionInfo[ValidationError]) -> str:
    """The code of a refusal, whichever field it stands at."""
    error = refused.value
    if hasattr(error, "error_dict"):
        return str(next(iter(error.error_dict.values()))[0].code)
    return str(error.code)


def test_issuing_numbers_the_letter_and_sets_its_day(world: World) -> None:
    letter = issued(world.home)

    assert letter.number == "ZG-2026-0001"
    assert (letter.issued_on, letter.issued_by) == (world.home.on, world.user("mall_leader"))
    assert letter.due_on == dt.date(2026, 4, 13)


def test_numbers_run_on_by_city_and_year(world: World) -> None:
    issued(world.home)
    later = issued(world.home, kind="reminder")
    twin = issued(world.twin)
    next_year = issue_rectification(
        rectification=a_letter(world.home),
        actor=then(world.home, "mall_leader", dt.date(2027, 1, 4)),
    )

    assert [one.number for one in (later, twin, next_year)] == [
        "ZG-2026-0002",
        "ZG-2026-0001",
        "ZG-2027-0001",
    ]


def test_the_citys_own_rules_set_the_day(world: World) -> None:
    InspectionPolicy.objects.create(
        tenant=world.tenant,
        effective_from=world.home.on,
        days_are_working=False,
        reminder_days=10,
    )

    assert issued(world.home, kind="reminder").due_on == dt.date(2026, 3, 12)


def test_the_body_is_told_of_a_letter_and_nobody_else(world: World) -> None:
    issued(world.home)

    told = Notice.objects.filter(title__startswith="整改通知书")
    assert [one.recipient for one in told] == [world.user("secretary")]
    assert "请签收并报送整改方案" in told.get().body


@pytest.mark.parametrize(
    ("body", "issuer", "code"),
    [
        ("branch", "lawyer", "not_above"),
        ("branch", "single", "not_above"),
        ("branch", "officer", "not_above"),
        ("mall", "mall", "not_above"),
        ("unit", "mall", "no_inspection_here"),
        ("station", "mall", "no_inspection_here"),
    ],
)
def test_only_a_body_above_writes_to_a_party_body(
    world: World, body: str, issuer: str, code: str
) -> None:
    target: Organization = getattr(world.home, body)
    writer: Organization = getattr(world.home, issuer)
    people = {"officer": "officer", "single": "single_head"}

    with pytest.raises(ValidationError) as refused:
        draft_rectification(
            organization=target,
            issuer=writer,
            kind="order",
            findings=[],
            content=CONTENT,
            actor=world.actor(people.get(issuer, f"{issuer}_clerk")),
        )

    assert code_of(refused) == code


@pytest.mark.parametrize("person", ["secretary", "station_clerk", "lawyer_clerk", "city_clerk"])
def test_nobody_writes_in_the_name_of_another_body(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        draft_rectification(
            organization=world.branch,
            issuer=world.mall,
            kind="order",
            findings=[],
            content=CONTENT,
            actor=world.actor(person),
        )


def test_one_finding_stands_in_one_letter(world: World) -> None:
    finding = a_finding(world.home)
    a_letter(world.home, findings=[finding])

    with pytest.raises(ValidationError) as refused:
        a_letter(world.home, findings=[finding])

    assert code_of(refused) == "finding_taken"


def test_a_finding_of_another_body_cannot_be_told(world: World) -> None:
    other = a_finding(world.home, "second_branch")

    with pytest.raises(ValidationError) as refused:
        a_letter(world.home, findings=[other])

    assert code_of(refused) == "finding_taken"


def test_a_letter_names_no_identity_or_mobile_number(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        a_letter(world.home, demands="请通知 13912345678 整改。")

    assert code_of(refused) == "personal_data"


def test_a_spoken_word_is_not_drafted(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        a_letter(world.home, kind="verbal")

    assert code_of(refused) == "verbal_is_noted"


def test_a_draft_exchanges_its_findings(world: World) -> None:
    first, second = a_finding(world.home), a_finding(world.home, fact="台账缺页。")
    letter = a_letter(world.home, findings=[first])

    edit_rectification(
        rectification=letter,
        changes={"title": "关于台账的整改通知书"},
        findings=[second],
        actor=world.actor("mall_clerk"),
    )

    letter.refresh_from_db()
    assert (letter.title, list(letter.findings.all())) == ("关于台账的整改通知书", [second])
    assert list(Finding.objects.free()) == [first]


def test_what_is_issued_is_changed_no_more(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        edit_rectification(
            rectification=issued(world.home),
            changes={"title": "改标题"},
            actor=world.actor("mall_clerk"),
        )

    assert code_of(refused) == "wrong_status"


def test_a_revoked_letter_sets_its_findings_free_and_tells_the_body(world: World) -> None:
    letter = issued(world.home)
    finding = letter.findings.get()

    revoke_rectification(rectification=letter, reason="事实有误", actor=world.actor("mall_leader"))
    again = a_letter(world.home, findings=[finding])

    assert list(again.findings.all()) == [finding]
    assert Notice.objects.filter(title__contains="已撤销", recipient=world.user("secretary"))


def test_a_revoked_draft_tells_nobody(world: World) -> None:
    revoke_rectification(
        rectification=a_letter(world.home), reason="不发了", actor=world.actor("mall_leader")
    )

    assert not Notice.objects.filter(title__contains="撤销").exists()


def test_a_letter_waits_until_the_result_stands(world: World) -> None:
    round_ = a_round(world.home, status=RoundStatus.REPLY)
    inspection = an_inspection(world.home, round_, earned={"B1": "2"}, status=InspectionStatus.TOLD)
    letter = a_letter(world.home, findings=found(world.home, inspection), inspection=inspection)

    with pytest.raises(ValidationError) as refused:
        issue_rectification(rectification=letter, actor=world.actor("mall_leader"))

    assert code_of(refused) == "result_open"


def test_what_a_round_found_is_told_by_its_organizer(world: World) -> None:
    inspection = an_inspection(world.home, a_round(world.home), earned={"B1": "2"})

    with pytest.raises(ValidationError) as refused:
        a_letter(
            world.home,
            issuer="station",
            findings=found(world.home, inspection),
            inspection=inspection,
        )

    assert code_of(refused) == "not_the_organizer"


@pytest.mark.parametrize("person", ["station_clerk", "mall_clerk", "city_clerk"])
def test_a_spoken_word_put_right_at_once_is_kept_with_a_number(world: World, person: str) -> None:
    issuer: Organization = getattr(world.home, person.split("_")[0])
    finding = a_finding(world.home)

    letter = note_verbal(
        organization=world.branch,
        issuer=issuer,
        content={"title": "公开栏未更新", "demands": "当场更换。"},
        findings=[finding],
        closed=True,
        actor=world.actor(person),
    )

    finding.refresh_from_db()
    assert (letter.status, letter.number) == (S.CLOSED, "ZG-2026-0001")
    assert (letter.closed_on, finding.settled_on) == (world.home.on, world.home.on)
    assert AuditEntry.objects.about(letter).get().verb == "rectification.note_verbal"


def test_a_spoken_word_with_a_day_is_signed_and_explained(world: World) -> None:
    letter = note_verbal(
        organization=world.branch,
        issuer=world.station,
        content={"title": "公开栏未更新", "demands": "请更换。"},
        due_on=dt.date(2026, 3, 6),
        actor=world.actor("station_clerk"),
    )

    assert (letter.status, letter.due_on) == (S.ISSUED, dt.date(2026, 3, 6))
    assert Notice.objects.filter(title__startswith="口头指正", recipient=world.user("secretary"))
    signed = sign_rectification(rectification=letter, actor=world.actor("secretary"))
    assert signed.status == S.SIGNED


def test_a_spoken_word_is_not_due_yesterday(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        note_verbal(
            organization=world.branch,
            issuer=world.station,
            content={"title": "公开栏未更新", "demands": "请更换。"},
            due_on=dt.date(2026, 3, 1),
            actor=world.actor("station_clerk"),
        )

    assert code_of(refused) == "due_in_past"


@pytest.mark.parametrize("person", ["secretary", "officer", "town_reader", "twin.station_clerk"])
def test_no_other_hand_notes_a_spoken_word(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        note_verbal(
            organization=world.branch,
            issuer=world.station,
            content={"title": "公开栏未更新", "demands": "请更换。"},
            actor=world.actor(person),
        )


@pytest.mark.parametrize(
    ("earned", "grade", "kind"),
    [
        ({"B1": "2"}, "good", "order"),
        ({"A1": "16"}, "good", "reminder"),
        ({}, "poor", "order"),
        ({}, "fair", "reminder"),
        ({}, "good", None),
    ],
)
def test_a_round_proposes_by_grade_and_findings(
    world: World, earned: dict[str, str], grade: str, kind: str | None
) -> None:
    round_ = a_round(world.home)
    inspection = an_inspection(world.home, round_, earned=earned, grade=grade)
    findings = found(world.home, inspection)

    count = draft_for_round(round=round_, actor=world.actor("mall_clerk"))

    letter = Rectification.objects.first()
    assert (letter.kind if letter else None) == kind
    assert count == (0 if kind is None else 1)
    if letter:
        assert list(letter.findings.order_by("code")) == findings
        assert letter.inspection == inspection


def test_proposing_twice_writes_nothing_twice_but_follows_a_revoked_one(world: World) -> None:
    round_ = a_round(world.home)
    for body in ("branch", "second_branch"):
        found(world.home, an_inspection(world.home, round_, body, earned={"B1": "2"}))
    clerk = world.actor("mall_clerk")
    assert draft_for_round(round=round_, actor=clerk) == 2
    assert draft_for_round(round=round_, actor=clerk) == 0
    first = Rectification.objects.order_by("pk").first()
    assert first is not None
    revoke_rectification(rectification=first, reason="重写", actor=world.actor("mall_leader"))

    assert draft_for_round(round=round_, actor=clerk) == 1
    assert AuditEntry.objects.about(round_).filter(verb="rectification.draft_all").count() == 2


def test_a_round_that_was_not_told_proposes_nothing(world: World) -> None:
    round_ = a_round(world.home, status=RoundStatus.SCORING)

    with pytest.raises(ValidationError) as refused:
        draft_for_round(round=round_, actor=world.actor("mall_clerk"))

    assert code_of(refused) == "round_not_told"


@pytest.mark.parametrize("person", ["station_clerk", "city_clerk", "lawyer_clerk", "secretary"])
def test_only_the_organizer_proposes(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        draft_for_round(round=a_round(world.home), actor=world.actor(person))


def test_letters_are_issued_at_once_each_with_its_own_number(world: World) -> None:
    letters = [a_letter(world.home), a_letter(world.home), issued(world.home)]

    count = issue_rectifications(rectifications=letters, actor=world.actor("mall_leader"))

    numbers = Rectification.objects.order_by("pk").values_list("number", flat=True)
    assert count == 2
    assert list(numbers) == ["ZG-2026-0002", "ZG-2026-0003", "ZG-2026-0001"]
    assert AuditEntry.objects.filter(verb="rectification.issue").count() == 3


def test_a_clerk_issues_none_of_them(world: World) -> None:
    letters = [a_letter(world.home)]

    with pytest.raises(PermissionDenied):
        issue_rectifications(rectifications=letters, actor=world.actor("mall_clerk"))


def test_a_reminders_explanation_reaches_the_issuer(world: World) -> None:
    explained(world.home)

    told = Notice.objects.filter(title__contains="报送说明")
    assert {one.recipient for one in told} == {
        world.user("mall_leader"),
        world.user("mall_clerk"),
    }
