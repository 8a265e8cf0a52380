"""The final account of a project (决算表): to read, to print on A4, and as Word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_safe

from documents.filetypes import FileType
from documents.papers.paper import PaperTable
from documents.word.names import filename
from documents.word.project_papers import project_paper_document
from hierarchy.downloads import download
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from projects import accounts
from projects.account_paper import account_paper, is_settled
from projects.models import Project


@login_required
@require_safe
def final_account(request: ActorRequest, pk: int) -> HttpResponse:
    """Source by source and category by category, with sums, rates and room to sign."""
    project = _project_or_404(request, pk)
    account = accounts.final_account(project)
    paper = account_paper(account, on=request.actor.on)
    context = {
        "project": project,
        "account": account,
        "paper": paper,
        "tables": [_drawn(table) for table in paper.tables],
        "is_settled": is_settled(project),
        "today": request.actor.on,
    }
    return render(request, "projects/final_account.html", context)


@login_required
@require_GET
def final_account_word(request: ActorRequest, pk: int) -> HttpResponse:
    """The same as Word in the official layout."""
    project = _project_or_404(request, pk)
    paper = account_paper(accounts.final_account(project), on=request.actor.on)
    name = filename(number=project.number, title=f"{project.name}决算表")
    return download(project_paper_document(paper), name, kind=FileType.DOCX)


def _drawn(table: PaperTable) -> dict[str, Any]:
    """A table of the paper as the page draws it: each cell with its label and class."""
    rows = [(row, "小计" in row) for row in table.rows]
    return {
        "title": table.title,
        "heads": [(column.label, "number" if column.right else "") for column in table.columns],
        "lines": [
            {"is_sum": is_sum, "cells": _cells(table, row)}
            for row, is_sum in [*rows, (table.total, True)]
        ],
        "notes": table.notes,
    }


def _cells(table: PaperTable, row: Sequence[str]) -> list[tuple[str, str, str]]:
    """Text, class and label; the first is the title of a card on a phone and needs no label."""
    first, *others = zip(table.columns, row, strict=True)
    return [
        (first[1], "headline", ""),
        *((text, "number" if one.right else "", one.label) for one, text in others),
    ]


def _project_or_404(request: ActorRequest, pk: int) -> Project:
    """The project, where the reader sees its applicant's money."""
    rows = Project.objects.within(request.actor, capability=Capability.VIEW_WORK)
    return get_object_or_404(rows.select_related("applicant__parent", "lead"), pk=pk)
