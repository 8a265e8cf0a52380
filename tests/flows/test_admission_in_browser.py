"""From the application to full membership: the branch on a phone, its committee on a desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine

from people.models import Admission, Member
from people.terms import Stage, Standing
from tests.browser import needs_browser
from tests.flows.pages import photo
from tests.people.files import WALK, approving, does
from tests.projects.grounds import at
from tests.world import World

pytestmark = [pytest.mark.browser, needs_browser]

D = dt.date
VOTES = {"应到有表决权人数": "20", "实到有表决权人数": "18", "赞成票": "17"}
PHONE = 500
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "#main .btn, .page-primary, .action-bar .btn"
)].filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
  .map((one) => one.textContent.trim())"""


@contextmanager
def on(day: dt.date) -> Iterator[None]:
    """The clock of the site and of everybody's sessions, from nine o'clock of a day."""
    with time_machine.travel(at(day), tick=True):
        yield


def applies(secretary: Any) -> Admission:
    """Registers the application on a phone, with its paper."""
    secretary.opens("/people/admissions/")
    secretary.presses("登记入党申请")
    secretary.writes("姓名", "申请甲")
    secretary.writes("出生日期", "1995-05-04")
    secretary.writes("申请日期", "2026-05-18")
    committees = secretary.page.locator("select[name=superior]")
    committees.select_option(label="律师行业党委（市委两新工委）")
    assert secretary.page.evaluate(SMALL_TARGETS) == []
    secretary.presses("登记")
    secretary.sees("已登记", "下一步：派人谈话")
    return Admission.objects.get()


def records(person: Any, admission: Admission, number: int, **fields: str) -> None:
    """Opens the file, fills in the step on top and sends it."""
    person.opens(f"/people/admissions/{admission.pk}/")
    for label, text in fields.items():
        person.writes(label, text)
    if person.page.get_by_label("同意", exact=True).count():
        person.page.get_by_label("同意", exact=True).check()
    if person.page.viewport_size["width"] < PHONE:
        assert person.page.evaluate(SMALL_TARGETS) == []
    person.presses(f"登记第 {number} 步")
    person.sees("已登记")


def is_received(arrive: Any, admission: Admission) -> None:
    """The meeting votes, refused at first for its numbers; the committee talks and approves."""
    with on(D(2027, 8, 31)):
        secretary = arrive("secretary", phone=True)
        secretary.opens(f"/people/admissions/{admission.pk}/steps/15/")
        for label, text in {**VOTES, "赞成票": "10"}.items():
            secretary.writes(label, text)
        secretary.page.get_by_label("同意", exact=True).check()
        secretary.presses("登记")
        secretary.waits()
        secretary.complaints.clear()  # a refusal answers 422, which the browser notes
        secretary.sees("至少 11 票")
        secretary.writes("赞成票", "17")
        secretary.presses("登记")
        secretary.sees("已登记", "下一步：党委派人谈话")
    with on(D(2027, 9, 20)):
        leader = arrive("lawyer_leader")
        records(leader, admission, 16, 参与人员="陶律书")
        records(leader, admission, 17, 文号或编号="苏律党〔2027〕9号")


def becomes_regular(arrive: Any, admission: Admission) -> None:
    """A year later the meeting votes again, and the committee approves."""
    with on(WALK[23][1]):
        records(arrive("secretary", phone=True), admission, 23, **VOTES)
    with on(WALK[24][1]):
        leader = arrive("lawyer_leader")
        records(leader, admission, 24, 文号或编号="苏律党〔2028〕9号")
        leader.sees("已转正")


def test_a_file_goes_from_the_application_to_full_membership(
    arrive: Any, committed_world: World
) -> None:
    city = committed_world.home
    approving(city)
    with on(D(2026, 6, 10)):
        secretary = arrive("secretary", phone=True)
        admission = applies(secretary)
        secretary.opens(f"/people/admissions/{admission.pk}/steps/2/")
        secretary.page.locator("input[type=file]").first.set_input_files(photo("谈话记录.jpg"))
        secretary.writes("参与人员", "云支一")
        secretary.presses("登记")
        secretary.sees("已登记", "谈话记录.jpg")
        records(secretary, admission, 3)
        records(arrive("lawyer_leader"), admission, 4)
    for number in range(5, 15):
        does(city, admission, number)
        if number == 6:
            does(city, admission, 6, on=D(2027, 6, 9))
    is_received(arrive, admission)
    assert Member.objects.get().standing == Standing.PROBATIONARY
    for number in range(18, 23):
        does(city, admission, number)
    becomes_regular(arrive, admission)
    admission.refresh_from_db()
    member = Member.objects.get()
    assert admission.status == Stage.REGULAR
    assert (member.standing, member.regular_on) == (Standing.REGULAR, D(2028, 8, 31))
