"""The trail and saved searches, through the client; every verb and fact has a Chinese word."""

from __future__ import annotations

import ast
import re

import pytest
from django.test import Client
from django.urls import reverse

from hierarchy.actions.organizations import rename_organization
from tests.house.sources import sources
from tests.lists import cascade
from tests.world import World
from workflow.audit_words import in_words, verbs
from workflow.models import AuditEntry, SavedFilter

AUDIT = reverse("workflow:audit")
VERB = re.compile(r"[a-z]+\.[a-z_]*[a-z]")


@pytest.fixture
def renamed(world: World) -> World:
    rename_organization(
        organization=world.branch,
        name="观前新天地党支部",
        on=world.on,
        reason="规范名称",
        actor=world.actor("mall_leader"),
    )
    return world


def test_an_auditor_reads_before_and_after_in_chinese(client: Client, renamed: World) -> None:
    renamed.login(client, "auditor")

    html = client.get(AUDIT, {"verb": "organization.rename"}).content.decode()

    assert "金商主" in html
    assert "规范名称" in html
    assert "观前商城党支部 → 观前新天地党支部" in html
    assert "全称" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"person": "金商主"}, True),
        ({"person": "水指一"}, False),
        ({"target": "新天地"}, True),
        ({"since": "2026-03-02", "until": "2026-03-02", "person": "金商主"}, True),
        ({"until": "2026-03-01", "person": "金商主"}, False),
    ],
)
def test_the_trail_is_searched(
    client: Client, renamed: World, query: dict[str, str], found: bool
) -> None:
    renamed.login(client, "auditor")

    html = client.get(AUDIT, query).content.decode()

    assert ("规范名称" in html) is found


def test_days_in_disorder_are_told(client: Client, world: World) -> None:
    world.login(client, "auditor")

    html = client.get(AUDIT, {"since": "2026-03-02", "until": "2026-03-01"}).content.decode()

    assert "止日不能早于起日" in html


@pytest.mark.parametrize("who", ["city_leader", "administrator", "officer", "district_reader"])
def test_the_trail_is_for_auditors(client: Client, world: World, who: str) -> None:
    world.login(client, who)

    response = client.get(AUDIT)

    assert response.status_code == 403
    assert "审计管理员" in response.content.decode()


def test_an_auditor_sees_nothing_of_the_twin(client: Client, renamed: World) -> None:
    renamed.login(client, "twin.auditor")

    assert "新天地" not in client.get(AUDIT).content.decode()


def test_every_verb_has_a_chinese_word() -> None:
    nodes = [
        node for source in sources() if "actions" in source.parts for node in ast.walk(source.tree)
    ]
    heads = {verb.partition(".")[0] for verb in verbs()}
    said = {verb for node in nodes if (verb := _verb(node)).partition(".")[0] in heads}
    named = {
        _verb(node.value) for node in nodes if isinstance(node, ast.keyword) and node.arg == "verb"
    }
    used = (said | named) - {""}

    assert {"tree.prove", "delegation.give", "apitoken.issue"} <= used
    assert used - set(verbs()) == set()


def _verb(node: ast.AST) -> str:
    """The verb that a constant holds; empty where it holds none."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) and VERB.fullmatch(value) else ""


def test_every_fact_of_a_whole_cascade_has_a_chinese_name(renamed: World) -> None:
    cascade(renamed)

    lines = in_words(AuditEntry.objects.filter(tenant=renamed.tenant))

    plain = {fact.label for line in lines for fact in line.facts if fact.label.isascii()}
    assert plain == set()
    assert {line.verb for line in lines if line.verb.isascii()} == set()


def test_a_search_is_kept_and_forgotten(client: Client, world: World) -> None:
    world.login(client, "officer")
    page = "checklists:assignment_list"

    response = client.post(
        reverse("workflow:filter_save"), {"page": page, "name": "逾期", "query": "light=red"}
    )
    saved = SavedFilter.objects.get(user=world.user("officer"))
    assert response["Location"] == f"{reverse(page)}?light=red"

    world.login(client, "secretary")
    url = reverse("workflow:filter_delete", args=[saved.pk])
    assert client.post(url).status_code == 404
    world.login(client, "officer")
    client.post(url)
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "given", [{"page": "https://evil.example/"}, {"page": "no:such"}, {"name": " "}]
)
def test_a_bad_search_is_not_kept(client: Client, world: World, given: dict[str, str]) -> None:
    world.login(client, "officer")

    response = client.post(
        reverse("workflow:filter_save"),
        {"page": "checklists:assignment_list", "name": "逾期", "query": "", **given},
    )

    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert not SavedFilter.objects.exists()
