"""测评: one page with four big buttons, for who was asked."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from inspections.actions.surveys import cast_survey
from inspections.models import Voter
from inspections.review_text import parts_of, read_back
from inspections.survey_tally import tally_of
from inspections.terms import ReviewGrade, ReviewStatus


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: ActorRequest, pk: int) -> HttpResponse:
    """The survey of one review, for its voters alone; everyone else finds nothing here."""
    rows = Voter.objects.visible_to(request.actor).filter(user=request.actor.user)
    voter = get_object_or_404(
        rows.select_related("review__organization__tenant", "review__judge__tenant"), review=pk
    )
    review = voter.review
    if request.method == "POST":
        with refusals(request) as attempt:
            grade = request.POST.get("grade", "")
            cast_survey(review=review, grade=grade, actor=request.actor)
        if not attempt.refused:
            messages.success(request, "已收到您的评价，谢谢。评价匿名保存，没有人能查到是谁评的。")
        return redirect("inspections:survey", pk=pk)
    past = review.survey_until is None or request.actor.on > review.survey_until
    is_open = review.status == ReviewStatus.SURVEYING and not past
    context = {
        "review": review,
        "voter": voter,
        "is_open": is_open,
        "grades": ReviewGrade.choices,
        "parts": parts_of(review.report),
        # Without the way to their rows, which are not a voter's to read.
        "figures": [replace(line, path="") for line in read_back(review.figures)],
        "tally": None if is_open else tally_of(review, on=request.actor.on),
        "today": request.actor.on,
    }
    return render(request, "inspections/survey.html", context)
