"""The papers of a step as Word (发展党员文书): one builder for all, from what was recorded.

What nobody recorded stays blank, to be filled in by hand; a conclusion is printed only where
people entered one. No paper bears an identity number or a phone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from documents.papers.paper import BLANK_DAY
from documents.word.names import chinese_date, filename
from documents.word.page import PORTRAIT, new_document, save
from documents.word.redhead import write_signature
from documents.word.table import TableColumn, add_table
from documents.word.text import BODY, FLUSH, TITLE, blank_lines, write
from people.admission_course import ABOVE, Course, place_of
from people.models import ProcessStep, StepRecord
from people.step_numbers import (
    ADMIT,
    CHOOSE,
    LIST_UP,
    MEETING,
    PRECHECK,
    REGULAR,
    REGULAR_MEETING,
)
from people.terms import Conclusion, StepActor

BLANK: Final = "　　　　"
REQUEST, REPLY, NOTICE = "请示", "批复", "公示"
RESOLUTION: Final = "支部党员大会决议"
_COLUMNS: Final = (TableColumn("项目", 3, centered=True), TableColumn("内容", 12))
# By step: what is asked for or decided there.
_MATTERS: Final = {
    CHOOSE: "确定{name}同志为入党积极分子",
    LIST_UP: "将{name}同志列为发展对象",
    PRECHECK - 1: "对发展对象{name}同志进行预审",
    MEETING: "接收{name}同志为中共预备党员",
    ADMIT: "批准{name}同志为中共预备党员",
    REGULAR_MEETING: "{name}同志转为中共正式党员",
    REGULAR: "批准{name}同志转为中共正式党员",
}


def paper_of(course: Course, step: ProcessStep, name: str, *, on: dt.date) -> bytes:
    """One paper of a step as .docx; ``name`` is one of the step's ``papers``."""
    title = title_of(course, step, name)
    document = new_document(title=title, author=_issuer(course, step, name), on=on, paper=PORTRAIT)
    write(document, title, TITLE)
    blank_lines(document, 1)
    if name in (REQUEST, REPLY):
        write(document, f"{_addressee(course, name)}：", FLUSH)
    if name in (REQUEST, REPLY, NOTICE, RESOLUTION):
        for line in _text(course, step, name):
            write(document, line, BODY)
    else:
        add_table(document, _COLUMNS, _rows(course, step), width=PORTRAIT.text_width)
    blank_lines(document, 1)
    record = course.last_of(step.number)
    day = chinese_date(record.done_on) if record else BLANK_DAY
    write_signature(document, name=_issuer(course, step, name), day=day)
    return save(document)


def title_of(course: Course, step: ProcessStep, name: str) -> str:
    """「关于将某某同志列为发展对象的请示」, or the paper's own name."""
    matter = _matter(course, step)
    if name in (REQUEST, REPLY) and matter:
        return f"关于{'同意' if _is_agreeing(step, name) else ''}{matter}的{name}"
    return f"发展党员{name}" if name == NOTICE else name


def name_of(course: Course, step: ProcessStep, name: str) -> str:
    """``文号_标题.docx``."""
    record = course.last_of(step.number)
    return filename(number=record.document_no if record else "", title=title_of(course, step, name))


def _is_agreeing(step: ProcessStep, name: str) -> bool:
    return name == REPLY and step.number not in (ADMIT, REGULAR)


def _matter(course: Course, step: ProcessStep) -> str:
    return _MATTERS.get(step.number, "").format(name=course.admission.name)


def _superior(course: Course) -> str:
    admission = course.admission
    return admission.superior.name if admission.superior else admission.superior_name


def _issuer(course: Course, step: ProcessStep, name: str) -> str:
    """A request and a public notice are the branch's, a reply the committee's.

    What the applicant hands in bears the applicant's own name.
    """
    if name in (REQUEST, NOTICE):
        return course.admission.organization.name
    if name == REPLY or step.actor in ABOVE:
        return _superior(course) or place_of(course.admission, step).name
    if step.actor == StepActor.PERSON:
        return course.admission.name
    return course.admission.organization.name


def _addressee(course: Course, name: str) -> str:
    return _superior(course) if name == REQUEST else course.admission.organization.name


def _text(course: Course, step: ProcessStep, name: str) -> list[str]:
    matter = _matter(course, step) or step.name
    record = course.last_of(step.number)
    if name == NOTICE:
        return _notice(course, record, matter)
    if name == REQUEST:
        told = f"经党支部集体研究，拟{matter}。现将有关材料报上，请予审查。"
        return [_person(course), told, "妥否，请批示。"]
    if name == REPLY:
        return [f"你支部《{_of_request(course, step)}》收悉。", _decided(record, matter), "此复。"]
    return [_person(course), _voted(record), _decided(record, matter)]


def _notice(course: Course, record: StepRecord | None, matter: str) -> list[str]:
    from_day = record.from_day if record else None
    first = chinese_date(from_day) if from_day else BLANK_DAY
    last = chinese_date(record.done_on) if record else BLANK_DAY
    return [
        f"按照发展党员工作程序，拟{matter}。现将有关情况公示如下。",
        _person(course),
        f"公示时间：{first}至{last}。",
        "公示期间如有意见，请以口头或者书面形式向党支部反映。反映情况应当实事求是，以便核实。",
    ]


def _of_request(course: Course, step: ProcessStep) -> str:
    return f"关于{_matter(course, step).removeprefix('批准')}的请示"


def _person(course: Course) -> str:
    admission = course.admission
    place = f"，{admission.work_place}" if admission.work_place else ""
    return (
        f"{admission.name}，{chinese_date(admission.born_on)}出生{place}，"
        f"{chinese_date(admission.applied_on)}提出入党申请。"
    )


def _voted(record: StepRecord | None) -> str:
    given = [getattr(record, name, None) for name in ("eligible", "present", "in_favour")]
    eligible, present, favour = (BLANK if one is None else str(one) for one in given)
    return (
        f"支部党员大会应到有表决权的党员 {eligible} 名，实到 {present} 名，"
        f"采取无记名投票方式表决，赞成 {favour} 票。"
    )


def _decided(record: StepRecord | None, matter: str) -> str:
    if record is None:
        return f"经研究，{BLANK}（同意或者不同意）{matter.removeprefix('批准')}。"
    label = record.get_conclusion_display()
    if record.conclusion == Conclusion.EXTENDED:
        return f"经研究，决定{label}。{record.words}"
    return f"经研究，{label}{matter.removeprefix('批准')}。{record.words}"


def _rows(course: Course, step: ProcessStep) -> list[tuple[str, str]]:
    admission = course.admission
    facts: list[tuple[str, Any]] = [
        ("姓名", admission.name),
        ("出生日期", chinese_date(admission.born_on)),
        ("单位和岗位", admission.work_place),
        ("申请日期", chinese_date(admission.applied_on)),
        ("所在党支部", admission.organization.name),
        ("事项", f"第{step.number}步 {step.name}"),
        ("要求", step.rule),
    ]
    found: list[StepRecord | None] = [*course.of_step(step.number)] or [None]
    for place, record in enumerate(found, start=1):
        mark = f"（第{place}次）" if len(found) > 1 else ""
        facts += [(f"{label}{mark}", text) for label, text in _record_facts(step, record)]
    return [(label, str(text or BLANK)) for label, text in facts]


def _record_facts(step: ProcessStep, record: StepRecord | None) -> list[tuple[str, str]]:
    if record is None:
        return [("办理日期", ""), ("参加人员", ""), ("情况", "\n\n\n"), ("签名", "")]
    facts = [
        ("办理日期", chinese_date(record.done_on)),
        ("参加人员", "、".join(record.people)),
        ("文号或编号", record.document_no),
        ("情况", record.words),
        ("逾期或特殊情况说明", record.late_reason),
        ("培训学时", str(record.hours) if record.hours is not None else ""),
    ]
    if step.needs_ballot:
        facts.append(("表决情况", _voted(record)))
    if step.concludes:
        facts.append(("结论", record.get_conclusion_display()))
    kept = [(label, text) for label, text in facts if text]
    return [*kept, ("签名", "")]
