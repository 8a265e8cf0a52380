"""What was written of people goes with them: a name planted in every sentence, sought years later.

In every column of every table, the trail among them, and in the papers on disk.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hierarchy.actors import system_actor
from people.actions.admissions import end_admission
from people.actions.care_erasing import erase_care
from people.actions.dues import excuse_dues, undo_dues
from people.actions.entrants import refuse_entrant, reveal_phone
from people.actions.member_moves import change_presence
from people.actions.members import edit_member
from people.actions.points import claim_points, refuse_points
from people.actions.retention import keep_city
from people.actions.revealing import reveal_fact
from people.actions.stay_contacts import record_contact
from people.actions.stays import decline_stay
from people.actions.studies import record_study, withdraw_study
from people.models import Admission, Entrant, Member
from tests.people.care_grounds import a_shared_stay, a_stay, unpaid
from tests.people.dump import rows_that_say
from tests.people.files import a_file, approving, does
from tests.people.grounds import affiliate, member, register_on
from tests.people.growth_grounds import points_on
from tests.people.staff_grounds import entered, published, who
from tests.projects.grounds import at
from tests.world import AT, City, World
from workflow.actions import store_attachment
from workflow.models import Attachment

MARK, PHONE, IDENTITY = "青隼鸢", "13987650987", "11010519491231002X"
SAYS = f"{MARK}同志（{PHONE}，{IDENTITY}）情况属实"
MASKED = "青**同志（139****0987，1101**********002X）情况属实"
DAY = dt.date(2026, 2, 10)
YEARS_LATER = AT.replace(year=2036)


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path
    register_on(world.home)
    affiliate(world.branch, world.lawyer)
    return world.home


def kept(city: City) -> None:
    later = system_actor(at=YEARS_LATER)
    keep_city(tenant=city.tenant, actor=later)
    erase_care(tenant=city.tenant, actor=later)


def a_paper(city: City, name: str = "谈话记录.png", colour: str = "#b8242a") -> Attachment:
    stream = BytesIO()
    Image.new("RGB", (8, 8), colour).save(stream, "PNG")
    size = stream.tell()
    stream.seek(0)
    return store_attachment(
        organization=city.branch, name=name, stream=stream, size=size, actor=city.actor("secretary")
    )


def written_of(city: City, one: Member) -> None:
    """Sentences with the name in each place of the register and of what hangs on it."""
    secretary = city.actor("secretary")
    edit_member(member=one, content={"duty": MARK}, reason=SAYS, actor=secretary)
    reveal_fact(member=one, field="phone", reason=SAYS, actor=secretary)
    dues = unpaid(one, "2026-01", "2026-02")
    for row in dues:
        excuse_dues(dues=row, words=SAYS, actor=secretary)
    undo_dues(dues=dues[0], reason=SAYS, actor=secretary)
    rule = next(iter(points_on(city).values()))
    claim = {"rule": rule, "event": SAYS, "happened_on": DAY}
    entry = claim_points(member=one, **claim, actor=city.actor("secretary"))
    refuse_points(entry=entry, reason=SAYS, actor=city.actor("lawyer_leader"))
    content = {"title": SAYS, "kind": "online", "studied_on": DAY, "hours": 4}
    for hours in (4, 2):
        content |= {"hours": hours}
        study = record_study(learner=one, content=content, actor=secretary)
    withdraw_study(record=study, reason=SAYS, actor=secretary)
    decline_stay(stay=a_stay(city, one), reason=SAYS, actor=city.actor("lawyer_secretary"))


def test_no_sentence_about_a_member_outlives_the_years(city: City) -> None:
    one = member(city.branch, MARK, phone=PHONE, identity=IDENTITY)
    written_of(city, one)
    away = member(city.branch, MARK, identity="")
    record_contact(
        stay=a_shared_stay(city, away), contacted_on=DAY, words=SAYS, actor=city.actor("secretary")
    )
    assert {"people_member", "people_dues", "people_staycontact"} <= set(rows_that_say(MARK))
    for row in (one, away):
        decision = {"verb": "remove", "changed_on": DAY, "words": SAYS}
        change_presence(member=row, **decision, actor=city.actor("secretary"))

    kept(city)

    for mark in (MARK, PHONE, IDENTITY):
        assert rows_that_say(mark) == []
    assert "workflow_auditentry" in rows_that_say(MASKED)


def test_no_sentence_about_an_applicant_outlives_the_years(city: City) -> None:
    approving(city)
    file = a_file(city, name=MARK, work_place=SAYS, phone=PHONE)
    talk = {"words": SAYS, "people": [MARK, "云支一"], "late_reason": SAYS}
    does(city, file, 2, on=dt.date(2026, 6, 30), **talk)
    end_admission(
        admission=Admission.objects.get(),
        reason=SAYS,
        actor=city.actor("secretary", at=at(dt.date(2026, 7, 1))),
    )
    assert {"people_admission", "people_steprecord"} <= set(rows_that_say(MARK))

    kept(city)

    for mark in (MARK, PHONE, IDENTITY, "1995-05-04"):
        assert rows_that_say(mark) == []
    assert Admission.objects.get().born_on == dt.date(1995, 1, 1)


def test_papers_go_from_the_disk_unless_somebody_else_keeps_them(
    city: City, django_capture_on_commit_callbacks: Any
) -> None:
    gone, stays = member(city.branch, MARK, identity=""), member(city.branch, identity="")
    own, shared = a_paper(city), a_paper(city, "结业证书.png", "#ffffff")
    studied = (("甲班", gone, own), ("乙班", gone, shared), ("乙班", stays, shared))
    for title, learner, paper in studied:
        actor = city.actor("secretary")
        content = {"title": title, "kind": "online", "studied_on": DAY, "hours": 4}
        record_study(learner=learner, content=content, certificate=paper, actor=actor)
    Member.objects.filter(pk=gone.pk).update(presence="transferred", presence_on=DAY)

    with django_capture_on_commit_callbacks(execute=True):
        kept(city)

    assert list(Attachment.objects.all()) == [shared]
    assert not own.file.storage.exists(own.file.name)
    assert shared.file.storage.exists(shared.file.name)


def test_who_entered_and_was_not_hired_is_erased_with_the_sealed_number(city: City) -> None:
    row = published(city)
    entrant = entered(city, row, MARK, PHONE)
    reveal_phone(entrant=entrant, reason=SAYS, actor=who(city, "mall_clerk"))
    refuse_entrant(entrant=entrant, words=SAYS, actor=who(city, "mall_leader"))
    sealed = Entrant.objects.get().phone.sealed

    keep_city(tenant=city.tenant, actor=system_actor(at=AT.replace(year=2031)))
    assert Entrant.objects.get().name == MARK

    kept(city)

    assert rows_that_say(MARK) == rows_that_say(PHONE) == rows_that_say(sealed) == []
    assert Entrant.objects.get().result == "refused"
