"""The board (按阶段): the projects of a year in the columns of their life."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, CharField, Count, F, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from projects.forms.filters import BoardFilter
from projects.models import Project
from projects.standing import Step, light_of, next_step
from projects.terms import STAGE_OF, ProjectStatus, Stage
from projects.views.surroundings import project_tabs, project_ways
from projects.views.writing import COMMITTEES, may_apply

CARDS = 8
"""Drawn in each column; the rest stands behind the link to the list."""


@dataclass(frozen=True, slots=True)
class Card:
    """One project on the board."""

    project: Project
    light: str
    step: Step


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board: what stands there, and the link to all of it."""

    label: str
    count: int
    cards: list[Card]
    url: str

    @property
    def more(self) -> int:
        """How many are not drawn."""
        return self.count - len(self.cards)


@login_required
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """The projects of one year by stage, what presses first."""
    actor = request.actor
    form = BoardFilter(request.GET, actor=actor)
    counts = _counts(form.rows())
    body = form.cleaned_data.get("body") if form.is_valid() else None
    asked = {"year": form.chosen_year} | ({"body": body.pk} if body else {})
    context = {
        "form": form,
        "year": form.chosen_year,
        "columns": _columns(form.rows(), counts, asked, actor),
        "total": sum(counts.values()),
        "over": sum(n for status, n in counts.items() if status not in STAGE_OF),
        "year_bodies": [body] if body else _own_bodies(actor),
        "over_url": _list_url({**asked, "stage": "over"}),
        "is_filtered": body is not None or form.chosen_year != actor.on.year,
        "tabs": project_tabs(actor, current="projects"),
        "ways": project_ways(current="board"),
        "may_apply": may_apply(actor),
        "today": actor.on,
    }
    return render(request, "projects/board.html", context)


def _own_bodies(actor: Actor) -> list[Any]:
    """The committees that the person writes for."""
    posts = (post.position.organization for post in actor.posts)
    own = {body.pk: body for body in posts if body is not None and body.tier in COMMITTEES}
    return list(own.values())


def _counts(rows: QuerySet[Project]) -> dict[str, int]:
    found = rows.order_by().values_list("status").annotate(count=Count("pk", distinct=True))
    return dict(found)


def _columns(
    rows: QuerySet[Project], counts: dict[str, int], asked: dict[str, Any], actor: Actor
) -> list[Column]:
    cards: dict[str, list[Card]] = defaultdict(list)
    for project in _first_of_each(rows):
        card = Card(project, light_of(project, on=actor.on), next_step(project))
        cards[project.stage].append(card)
    return [
        Column(
            str(stage.label),
            sum(n for status, n in counts.items() if STAGE_OF.get(ProjectStatus(status)) == stage),
            cards[stage],
            _list_url({**asked, "stage": stage.value}),
        )
        for stage in Stage
    ]


def _first_of_each(rows: QuerySet[Project]) -> QuerySet[Project]:
    """Of each column those that end first."""
    stage = Case(
        *(When(status=status, then=Value(one.value)) for status, one in STAGE_OF.items()),
        default=Value(""),
        output_field=CharField(),
    )
    ranked = rows.annotate(
        column=stage,
        rank=Window(RowNumber(), partition_by=[F("column")], order_by=[F("ends_on"), F("pk")]),
    )
    return (
        ranked.exclude(column="")
        .filter(rank__lte=CARDS)
        .select_related("applicant__parent")
        .order_by("ends_on", "pk")
    )


def _list_url(query: dict[str, Any]) -> str:
    return f"{reverse('projects:project_list')}?{urlencode(query)}"
