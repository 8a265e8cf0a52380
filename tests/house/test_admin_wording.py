"""Administration pages speak Chinese: no Latin word reaches a user of any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from checklists.actions.drafting import add_item, draft_checklist
from checklists.actions.issuing import issue_checklist
from checklists.actions.library import add_library_item
from coverage.actions.rules import seed_rules
from hierarchy.actions.reference import add_reference
from hierarchy.models import Term, Workday
from projects.actions.rules import seed_project_rules
from tests.coverage.conftest import entered
from tests.coverage.test_import_parties import BRANCH
from tests.sheets import carry_out
from tests.world import World
from workflow.importing import kinds

# What official Chinese writes in Latin letters, and codes of the small world without a hyphen;
# other codes and the ids of requests are told by their form.
ALLOWED = {"Excel", "Word", "xlsx", "csv", "MALL", "LAWYER", "suzhou"}
CODE = re.compile(
    r"\b[A-Z]+-[A-Z0-9-]+\b|\b[0-9a-f]{32}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)
READERS = ("city_leader", "mall_leader", "auditor")
SPOKEN = ("title", "placeholder", "aria-label", "alt")
SILENT = {"script", "style", "title"}
ROW = re.compile(r'href="(/admin/\w+/\w+/\d+/)change/')


class Listener(HTMLParser):
    """What a page says: its text but for icons, which are named by words, and some attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.said += [told[name] or "" for name in SPOKEN if name in told]
        icon = tag == "span" and "material-symbols" in (told.get("class") or "")
        if tag in SILENT or icon or (self._silent and tag == self._silent[-1]):
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


@pytest.fixture(autouse=True)
def _plain_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's test client copies the context of every included template: half the time here."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)


@pytest.fixture
def rows(world: World) -> World:
    """Something on every list."""
    leader = world.actor("city_leader")
    checklist = draft_checklist(issuer=world.city, year=2026, actor=leader)
    add_item(
        checklist=checklist,
        content={
            "category": "coverage",
            "title": "应建已建",
            "starts_on": world.on,
            "due_date": world.on.replace(month=10),
        },
        actor=leader,
    )
    issue_checklist(checklist=checklist, actor=leader)
    add_library_item(
        tenant=world.tenant,
        content={"tier": "city", "category": "coverage", "title": "示例事项"},
        actor=leader,
    )
    term = Term(tenant=world.tenant, key="tier.station", name="工作站", effective_from=world.on)
    add_reference(row=term, actor=leader)
    day = Workday(tenant=world.tenant, date=world.on, is_working=False, name="调休")
    add_reference(row=day, actor=leader)
    seed_rules(tenant=world.tenant, on=world.on, actor=leader)
    seed_project_rules(tenant=world.tenant, on=world.on, actor=leader)
    entered(world)
    carry_out("parties", [BRANCH], tenant=world.tenant, actor=world.actor("mall_leader"))
    return world


def latin_words(html: str, *, besides: set[str]) -> set[str]:
    """Latin words that nobody allowed; one letter is a code's, not a word."""
    listener = Listener()
    listener.feed(html)
    text = CODE.sub(" ", " ".join(listener.said))
    return set(re.findall(r"[A-Za-z]{2,}\w*", text)) - ALLOWED - besides


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """Every list, form and act page that opens for the signed-in reader, with what it holds."""
    yield "index", _read(client, reverse("admin:index"))
    for kind in kinds():
        yield f"import {kind}", _read(client, reverse("admin:sheet_import", args=[kind]))
    for model, page in admin.site._registry.items():
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        html = _read(client, reverse(f"{stem}_changelist"))
        if not html:
            continue
        yield f"{stem}_changelist", html
        yield f"{stem}_add", _read(client, reverse(f"{stem}_add"))
        for row in ROW.findall(html)[:1]:
            yield f"{row}change/", _read(client, f"{row}change/")
            for act in page.acts:
                yield f"{row}{act.name}/", _read(client, f"{row}{act.name}/")


def _read(client: Client, address: str) -> str:
    """The page, or nothing where the reader has no right."""
    answer = client.get(address)
    assert answer.status_code in (200, 403), address
    return answer.content.decode() if answer.status_code == 200 else ""


@pytest.mark.parametrize("reader", READERS)
def test_every_page_is_chinese(rows: World, client: Client, reader: str) -> None:
    rows.login(client, reader)
    own = {rows.user(name).username for name in rows.home.users}

    read = dict(pages(client))
    wrong = {
        address: words
        for address, html in read.items()
        if (words := latin_words(html, besides=own))
    }

    assert sum(bool(html) for html in read.values()) > 3
    assert not wrong


def test_what_a_form_refuses_is_said_in_chinese(rows: World, client: Client) -> None:
    rows.login(client, "city_leader")

    for name in ("hierarchy_organization", "hierarchy_appointment", "checklists_libraryitem"):
        answer = client.post(reverse(f"admin:{name}_add"), {})

        assert answer.status_code == 200
        assert "errorlist" in answer.content.decode() or "必填" in answer.content.decode()
        assert not latin_words(answer.content.decode(), besides=set())
