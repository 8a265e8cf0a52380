"""年度述职评议: the list of a year, opening it, one review, and its report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.review_reports import edit_report
from inspections.actions.reviews import open_reviews
from inspections.deeds import parted
from inspections.forms.reviews import OpenForm, ReportForm, ReviewFilter, judges_of
from inspections.models import DutyReview, Voter
from inspections.review_deeds import LIGHTS, deeds_of, sees_grade, sees_report, steps_of
from inspections.review_history import history_of
from inspections.review_text import SOURCES, read_back
from inspections.survey_tally import tally_of
from inspections.terms import ReviewStatus
from inspections.views.surroundings import drawn, inspection_tabs, kept
from workflow.history import pictures
from workflow.paging import keyset_page
from workflow.views.enclosed import FORM_METHODS, sent, written

_HELP = (
    "数据部分由系统按取数当日的登记起草，可以改写；存在问题和下一年度打算由述职单位补充。",
    "导出 Word 时另附数据摘要，数字不随以后的登记变动。",
)


@login_required
@require_safe
def review_list(request: ActorRequest) -> HttpResponse:
    """The reviews of a year in scope by status, and the surveys that wait for the reader."""
    actor = request.actor
    search = ReviewFilter(request.GET, actor=actor)
    rows = search.rows()
    counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    page = keyset_page(
        rows.select_related("organization", "judge"), keys=("-year", "-id"), query=request.GET
    )
    context = {
        "form": search,
        "page": page,
        "rows": [(review, LIGHTS[review.status]) for review in page.rows],
        "counts": [(label, counts[key]) for key, label in ReviewStatus.choices if key in counts],
        "asked": _asked_of(request),
        "is_narrowed": search.is_valid() and search.is_narrowed,
        "query": kept(request.GET).urlencode(),
        "may_open": bool(judges_of(actor)),
        "tabs": inspection_tabs(actor, current="review_list"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "inspections/review_list.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def review_open(request: ActorRequest) -> HttpResponse:
    """发起 the review of a year for everyone below at once."""
    judges = judges_of(request.actor)
    if not judges:
        raise PermissionDenied(
            "述职评议由市委两新工委、行业党建专委会（党委）的负责人发起。如需办理，请切换到相应岗位。"
        )
    initial = {"judge": judges[0].pk, "year": request.GET.get("year") or request.actor.on.year}
    form = OpenForm(request.POST or None, actor=request.actor, judges=judges, initial=initial)
    back = reverse("inspections:review_list")

    def act(given: dict[str, Any]) -> Done:
        number = open_reviews(actor=request.actor, **given)
        told = f"已发起 {given['year']}年度述职评议，{number} 个组织已收到消息。"
        return Done(told, f"{back}?year={given['year']}")

    page = FormPage(
        title="发起年度述职评议",
        lead="市委两新工委评议行业党建专委会（党委），专委会（党委）评议两新党组织书记；已发起的不重复。",
        submit="发起",
        back_url=back,
        back_label="述职评议",
        article="第十七条",
        confirm="发起后，应述职的组织都会收到消息，按数据起草述职报告。",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_safe
def review_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One review: steps, report with its figures, comment, survey, grade, feedback."""
    review, actor = review_or_404(request, pk), request.actor
    main, others = parted(deeds_of(review, actor))
    may_finish = actor.post_for(Capability.HANDLE, at=review.organization) is not None
    read = sees_report(review, actor)
    context = {
        "review": review,
        "light": LIGHTS[review.status],
        "steps": steps_of(review),
        "sees_grade": sees_grade(review, actor),
        "sees_report": read,
        "main": main,
        "others": others,
        "figures": read_back(review.figures) if read else [],
        "sources": SOURCES,
        "tally": tally_of(review, on=actor.on),
        "own": _own_survey(request, review),
        "corrections": list(review.corrections.order_by("due_on", "pk")),
        "may_finish": may_finish,
        "files": pictures(review.attachments.all()) if read else [],
        "entries": history_of(review),
        "today": actor.on,
    }
    return render(request, "inspections/review_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def review_report(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 the report while it is a draft."""
    review, actor = review_or_404(request, pk), request.actor
    post = require(actor, Capability.HANDLE, at=review.organization)
    files = list(review.attachments.all())
    names = ("reporter", "report")
    form = ReportForm(
        *sent(request),
        files=files,
        initial={
            "cited": [file.pk for file in files],
            **{name: getattr(review, name) for name in names},
        },
    )

    def act(chosen: list[Any]) -> DutyReview:
        return edit_report(review=review, content=form.content, files=chosen, actor=actor)

    if written(request, form, body=lambda: review.organization, act=act) is not None:
        messages.success(request, "已保存。核对无误后请报送。")
        return redirect("inspections:review_detail", pk=pk)
    return drawn(
        request,
        form,
        title="修改述职报告",
        lead=f"{review.organization.name} {review.year}年度",
        submit="保存",
        back_url=reverse("inspections:review_detail", args=[pk]),
        back_label="述职评议",
        draft_key=f"review-report-{pk}",
        article="第十条",
        post=post,
        helps=_HELP,
    )


def review_or_404(request: ActorRequest, pk: int) -> DutyReview:
    """The review, where the reader sees it."""
    rows = DutyReview.objects.visible_to(request.actor).select_related(
        "organization__tenant", "judge__tenant", "tenant"
    )
    review: DutyReview = get_object_or_404(rows, pk=pk)
    return review


def _asked_of(request: ActorRequest) -> list[DutyReview]:
    """The reviews whose survey waits for the reader, wherever they are."""
    own = (
        Voter.objects.visible_to(request.actor)
        .filter(user=request.actor.user, has_answered=False)
        .filter(review__status=ReviewStatus.SURVEYING, review__survey_until__gte=request.actor.on)
        .select_related("review__organization")
    )
    return [voter.review for voter in own.order_by("review__survey_until", "pk")[:20]]


def _own_survey(request: ActorRequest, review: DutyReview) -> bool:
    """Whether the reader is asked and has not answered yet."""
    if review.status != ReviewStatus.SURVEYING:
        return False
    own = Voter.objects.visible_to(request.actor).filter(review=review, user=request.actor.user)
    return own.filter(has_answered=False).exists()
