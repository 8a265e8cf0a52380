"""Development files for tests: a branch, its flagged committee, and a walk through the steps."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from hierarchy.models import Organization
from people.actions.admissions import open_admission
from people.actions.processes import seed_processes
from people.actions.steps import record_step
from people.models import Admission, StepRecord
from people.terms import Conclusion
from tests.people.grounds import PHONE, affiliate, register_on
from tests.projects.grounds import at
from tests.world import City

D = dt.date
BORN: Final = D(1995, 5, 4)
APPLIED: Final = D(2026, 5, 18)
NUMBER: Final = "320508199505040010"
"""Made up, with the right check digit."""
VOTES: Final = {"eligible": 20, "present": 18, "in_favour": 17}
AGREED: Final = {"conclusion": Conclusion.AGREED}
DONE: Final = {"conclusion": Conclusion.DONE}

# By step of the version of 2026: whose it is, the day, and what else is entered.
WALK: Final[dict[int, tuple[str, D, dict[str, Any]]]] = {
    2: ("secretary", D(2026, 6, 1), {**DONE, "people": ["云支一"]}),
    3: ("secretary", D(2026, 6, 10), AGREED),
    4: ("lawyer_clerk", D(2026, 6, 15), DONE),
    5: ("secretary", D(2026, 6, 20), {**DONE, "people": ["谢一", "水二"]}),
    6: ("secretary", D(2026, 12, 10), {**DONE, "words": "表现良好。"}),
    7: ("secretary", D(2027, 6, 12), AGREED),
    8: ("lawyer_leader", D(2027, 6, 25), {**AGREED, "from_day": D(2027, 6, 15)}),
    9: ("secretary", D(2027, 6, 28), {**DONE, "people": ["谢一", "水二"]}),
    10: ("secretary", D(2027, 7, 10), AGREED),
    11: ("lawyer_clerk", D(2027, 7, 20), {**DONE, "from_day": D(2027, 7, 18)}),
    12: ("secretary", D(2027, 7, 25), AGREED),
    13: ("lawyer_leader", D(2027, 8, 1), AGREED),
    14: ("secretary", D(2027, 8, 5), {**DONE, "document_no": "志愿书0001号"}),
    15: ("secretary", D(2027, 8, 31), {**AGREED, **VOTES}),
    16: ("lawyer_clerk", D(2027, 9, 10), {**DONE, "people": ["陶律书"]}),
    17: ("lawyer_leader", D(2027, 9, 20), {**AGREED, "document_no": "苏律党〔2027〕9号"}),
    18: ("lawyer_clerk", D(2027, 9, 25), DONE),
    19: ("secretary", D(2027, 9, 26), DONE),
    20: ("secretary", D(2027, 10, 8), DONE),
    21: ("secretary", D(2028, 2, 29), DONE),
    22: ("secretary", D(2028, 8, 31), DONE),
    23: ("secretary", D(2028, 9, 5), {**AGREED, **VOTES}),
    24: ("lawyer_leader", D(2028, 9, 20), {**AGREED, "document_no": "苏律党〔2028〕9号"}),
    25: ("secretary", D(2028, 9, 30), DONE),
}
SECOND_LOOK: Final = D(2027, 6, 9)


def approving(city: City, *, register: bool = True) -> Organization:
    """The processes, and the industry committee as the branch's, with the power to approve."""
    seed_processes(tenant=city.tenant, actor=city.system)
    if register:
        register_on(city)
    Organization.objects.filter(pk=city.lawyer.pk).update(may_approve_members=True)
    affiliate(city.branch, city.lawyer)
    return city.lawyer


def a_file(city: City, *, on: D = APPLIED, **content: Any) -> Admission:
    """An application at the branch, opened by its secretary."""
    given = {
        "name": "申请甲",
        "born_on": BORN,
        "applied_on": on,
        "superior": city.lawyer,
        "identity": NUMBER,
        "phone": PHONE,
    } | content
    return open_admission(
        organization=city.branch, content=given, actor=city.actor("secretary", at=at(on))
    )


def does(
    city: City, admission: Admission, number: int, *, on: D | None = None, **given: Any
) -> StepRecord:
    """One step as the walk has it, or on another day and with other content; recorded that day."""
    person, day, content = WALK[number]
    day = on or day
    person = given.pop("by", person)
    now = given.pop("now", day)
    return record_step(
        admission=Admission.objects.get(pk=admission.pk),
        number=number,
        content={"done_on": day, **content, **given},
        actor=city.actor(person, at=at(now)),
    )


def walked(city: City, until: int, **content: Any) -> Admission:
    """A file with every step up to one, as the walk has them."""
    admission = a_file(city, **content)
    for number in range(2, until + 1):
        does(city, admission, number)
        if number == 6:
            does(city, admission, 6, on=SECOND_LOOK)
    return Admission.objects.get(pk=admission.pk)
