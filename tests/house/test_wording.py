"""What people read is official Chinese: labels, refusals, pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.apps import apps
from django.db.models import Field
from django.test import Client
from django.urls import reverse

from coverage.models import Unit
from tests.coverage.conftest import entered
from tests.house.pages import CHINESE, faults
from tests.house.sources import ROOT, called, sources
from tests.house.test_layers import ours
from tests.lists import cascade
from tests.world import World

# Never said to anyone: it tells neither what, nor why, nor what next; and a name often misspelt.
FORBIDDEN = ("操作" + "失败", "一千" + "十支", "未知" + "错误", "系统" + "异常")
# Columns of Django and allauth that nobody is shown.
UNSHOWN = {"id", "last_login", "password", "identity_index", "phone_index"}
PAGES = (
    *("workbench:todo", "workbench:search", "workbench:help", "workflow:inbox"),
    *("accounts:profile", "accounts:contact_edit", "hierarchy:organization_list"),
    *("hierarchy:region_list", "hierarchy:appointment_list", "hierarchy:account_open"),
    *("checklists:checklist_list", "checklists:checklist_create", "checklists:decompose_start"),
    *("checklists:assignment_list", "checklists:review_queue"),
    *("coverage:unit_list", "coverage:unit_mine", "coverage:contact_list", "coverage:unit_new"),
    *("coverage:notice_queue", "coverage:overview"),
    *("account_change_password", "mfa_index", "usersessions_list"),
)


def test_every_model_has_a_chinese_name() -> None:
    nameless = {
        model._meta.label
        for model in ours()
        if not model._meta.auto_created
        and not (
            CHINESE.search(str(model._meta.verbose_name))
            and CHINESE.search(str(model._meta.verbose_name_plural))
        )
    }

    assert nameless == set()


def _fields() -> Iterator[tuple[str, Field]]:
    """Columns that forms and lists may show."""
    for model in ours():
        if model._meta.auto_created:
            continue
        for field in model._meta.get_fields():
            if field.concrete and not field.auto_created and field.name not in UNSHOWN:
                yield f"{model._meta.label}.{field.name}", field


def test_every_field_has_a_chinese_label() -> None:
    unlabelled = {name for name, field in _fields() if not CHINESE.search(str(field.verbose_name))}

    assert unlabelled == UNLABELLED


_ANCESTORS = ("committee", "county", "station", "officer")
# Columns that no page and no form shows.
UNLABELLED = {
    # Where a row stands: written by the tree, read by the scope.
    *(f"hierarchy.Organization.{name}" for name in _ANCESTORS),
    *(f"hierarchy.Organization.{name}" for name in ("level", "lft", "rght", "tree_id")),
    "hierarchy.Organization.next_free",
    *(f"checklists.Assignment.{name}" for name in (*_ANCESTORS, "district", "town")),
    # Rights: read by load_actor alone.
    *(
        f"hierarchy.{grant}.{name}"
        for grant in ("OrganizationGrant", "RegionGrant")
        for name in ("appointment", "content_object", "permission", "user")
    ),
    # Links between two rows.
    *("checklists.ChecklistAttachment.attachment", "checklists.ChecklistAttachment.checklist"),
    *("checklists.ReportEvidence.attachment", "checklists.ReportEvidence.report"),
}


def test_every_choice_has_a_chinese_label() -> None:
    unlabelled = {
        f"{name}={value}"
        for name, field in _fields()
        for value, label in field.flatchoices
        if not CHINESE.search(str(label))
    }

    assert unlabelled == set()


def test_every_refusal_is_said_in_chinese_and_has_a_code() -> None:
    """Literals; what is looked up in a table of words is held by the table's own test."""
    wrong = []
    for source in sources():
        for place, node in source.walk():
            if not isinstance(node, ast.Call) or called(node) != "ValidationError":
                continue
            said = node.args[0] if node.args else None
            if not isinstance(said, ast.Constant | ast.JoinedStr):
                continue
            words = "".join(
                str(one.value) for one in ast.walk(said) if isinstance(one, ast.Constant)
            )
            has_code = any(keyword.arg == "code" for keyword in node.keywords)
            if not has_code or not CHINESE.search(words):
                wrong.append(f"{place}:{node.lineno}")

    assert wrong == []


def test_a_calendar_year_is_written_without_a_gap() -> None:
    gap = re.compile(r"\{[^{}]*year\b[^{}]*\} 年", re.IGNORECASE)

    assert [source.name for source in sources() if gap.search(source.text)] == []


def test_every_denial_is_said_in_chinese() -> None:
    """A bare ``raise PermissionDenied`` says nothing at all."""
    wrong = [
        f"{place}:{node.lineno}"
        for source in sources()
        for place, node in source.walk()
        if (isinstance(node, ast.Call) and called(node) == "PermissionDenied" and not _says(node))
        or (isinstance(node, ast.Raise) and _is_bare(node))
    ]

    assert wrong == []


def _says(node: ast.Call) -> bool:
    return bool(node.args) and bool(CHINESE.search(ast.unparse(node.args[0])))


def _is_bare(node: ast.Raise) -> bool:
    return isinstance(node.exc, ast.Name) and node.exc.id in ("PermissionDenied", "ValidationError")


@pytest.mark.parametrize("words", FORBIDDEN)
def test_empty_words_are_never_said(words: str) -> None:
    found = [source.name for source in sources() if words in source.text]
    for folder in ("templates", "static", "docs", "locale"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".html", ".js", ".md", ".po", ".txt"}:
                text = path.read_text(encoding="utf-8")
                found += [str(path.relative_to(ROOT))] if words in text else []

    assert found == []


def test_app_names_are_chinese() -> None:
    rooms = {source.parts[0] for source in sources()} - {"config"}

    assert [
        room for room in rooms if not CHINESE.search(str(apps.get_app_config(room).verbose_name))
    ] == []


@pytest.fixture
def opened(world: World) -> Iterator[list[tuple[str, str]]]:
    """Every main page as a few readers see it: address and HTML."""
    with time_machine.travel(world.home.at, tick=False):
        issued = cascade(world)
        unit = entered(world, members_here=3)
        pages = []
        for reader in ("city_leader", "officer", "secretary", "district_reader"):
            client = Client()
            world.login(client, reader)
            for address in (*map(reverse, PAGES), *_of(world, issued, unit)):
                answer = client.get(address, follow=True)
                pages.append((f"{address} as {reader}", answer.content.decode()))
        yield pages


def _of(world: World, issued: list, unit: Unit) -> list[str]:  # type: ignore[type-arg]
    item = issued[0].items.order_by("id")[0]
    last = issued[-1].items.order_by("id")[0].assignments.order_by("id")[0]
    return [
        reverse("checklists:checklist_detail", args=[issued[-1].pk]),
        reverse("checklists:assignment_detail", args=[last.pk]),
        reverse("checklists:assignment_report", args=[last.pk]),
        reverse("checklists:thread", args=[item.pk]),
        reverse("coverage:unit_detail", args=[unit.pk]),
        reverse("coverage:unit_contact", args=[unit.pk]),
        reverse("coverage:unit_correct", args=[unit.pk]),
        reverse("coverage:unit_give", args=[unit.pk]),
        reverse("coverage:party_detail", args=[world.branch.pk]),
        reverse("coverage:party_edit", args=[world.branch.pk]),
        reverse("hierarchy:organization_detail", args=[world.officer.pk]),
        reverse("hierarchy:organization_detail", args=[world.twin.officer.pk]),
    ]


def test_every_page_speaks_chinese_and_is_well_made(opened: list[tuple[str, str]]) -> None:
    wrong = [fault for where, html in opened for fault in faults(where, html, LOGIN_NAMES)]

    assert not wrong, "\n".join(wrong)


# Of the readers above, in parts.
LOGIN_NAMES = {"city", "leader", "officer", "secretary", "district", "reader"}
