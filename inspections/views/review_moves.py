"""The moves of one yearly review: the page that asks, and the act; its corrections; its paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from documents.filetypes import FileType
from documents.word.names import filename
from documents.word.sectioned import sectioned_document
from hierarchy.downloads import download
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions import reviews as acts
from inspections.electors import electors_of
from inspections.forms.reviews import (
    CloseForm,
    CommentForm,
    GradeForm,
    ResultForm,
    ReturnForm,
    SurveyForm,
)
from inspections.forms.rounds import SureForm
from inspections.models import Correction, DutyReview
from inspections.review_deeds import sees_grade, sees_report
from inspections.review_moves import REVIEW_MOVES
from inspections.review_paper import review_paper
from inspections.views.reviews import review_or_404
from workflow.views.enclosed import FORM_METHODS

Answer = Callable[[ActorRequest, DutyReview], HttpResponse]


@login_required
@require_http_methods(FORM_METHODS)
def review_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One move of one review, by its verb."""
    if verb not in MOVES:
        raise Http404
    review = review_or_404(request, pk)
    _require(request, review, verb)
    return MOVES[verb](request, review)


@login_required
@require_http_methods(FORM_METHODS)
def correction_done(request: ActorRequest, pk: int) -> HttpResponse:
    """完成 one line of what was to be put right."""
    rows = Correction.objects.visible_to(request.actor).select_related(
        "review__organization__tenant", "review__judge"
    )
    correction = get_object_or_404(rows, pk=pk)
    review = correction.review
    require(request.actor, Capability.HANDLE, at=review.organization)

    def act(given: dict[str, Any]) -> Done:
        acts.finish_correction(correction=correction, actor=request.actor, **given)
        return Done("已登记完成，评议单位已收到消息。", _back(review))

    page = _page(review, "完成整改事项", "完成", lead=correction.words)
    return answer(request, page=page, form=ResultForm(request.POST or None), act=act)


@login_required
@require_GET
def review_paper_word(request: ActorRequest, pk: int) -> HttpResponse:
    """The review as Word: report, comment, survey, grade, feedback, and the figures as kept."""
    review = review_or_404(request, pk)
    if not sees_report(review, request.actor):
        raise PermissionDenied(
            "述职报告还没有报送，只有述职单位和评议单位的负责人可以查看。请在报送以后导出。"
        )
    shown = sees_grade(review, request.actor)
    paper = review_paper(review, on=request.actor.on, with_grade=shown)
    content = sectioned_document(paper)
    name = filename(number="", title=f"{review.organization.name}{review.year}年度述职评议")
    return download(content, name, kind=FileType.DOCX)


def _require(request: ActorRequest, review: DutyReview, verb: str) -> None:
    """The move's own right, so that nobody fills in a form in vain."""
    right, at = Capability.HANDLE, review.organization
    if verb in REVIEW_MOVES.moves:
        move = REVIEW_MOVES[verb]
        place: Organization = getattr(review, move.at)
        right, at = move.capability, place
    require(request.actor, right, at=at)


def _page(review: DutyReview, title: str, submit: str, **words: str) -> FormPage:
    lead = words.pop("lead", f"{review.organization.name} {review.year}年度")
    return FormPage(
        title=title,
        lead=lead,
        submit=submit,
        back_url=_back(review),
        back_label="述职评议",
        **words,
    )


def _back(review: DutyReview) -> str:
    return reverse("inspections:review_detail", args=[review.pk])


def _draft(request: ActorRequest, review: DutyReview) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        acts.draft_report(review=review, actor=request.actor)
        return Done("已按今天的数据取数并起草。请核对文字，填写述职人后报送。", _back(review))

    words = "各项数据按今天的登记取定，随报告保存。您改写过的内容保留。"
    page = _page(review, "按数据起草述职报告", "取数起草", confirm=words)
    return answer(request, page=page, form=SureForm(request.POST or None), act=act)


def _submit(request: ActorRequest, review: DutyReview) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        acts.submit_review(review=review, actor=request.actor)
        return Done("已报送，评议单位已收到消息。", _back(review))

    words = "报送后不能修改，数据按取数时的固定。上级退回后可再改。"
    page = _page(review, "报送述职报告", "报送", confirm=words)
    return answer(request, page=page, form=SureForm(request.POST or None), act=act)


def _return(request: ActorRequest, review: DutyReview) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        acts.return_review(review=review, actor=request.actor, **given)
        return Done("已退回，述职单位修改后再报。", _back(review))

    page = _page(review, "退回述职报告", "退回")
    return answer(request, page=page, form=ReturnForm(request.POST or None), act=act)


def _comment(request: ActorRequest, review: DutyReview) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        acts.comment_review(review=review, actor=request.actor, **given)
        return Done("已点评，述职单位已收到消息。可以发起测评或评定等次。", _back(review))

    page = _page(review, "点评述职", "点评", draft_key=f"review-comment-{review.pk}")
    return answer(request, page=page, form=CommentForm(request.POST or None), act=act)


def _open_survey(request: ActorRequest, review: DutyReview) -> HttpResponse:
    form = SurveyForm(request.POST or None, electors=electors_of(review, on=request.actor.on))

    def act(given: dict[str, Any]) -> Done:
        acts.open_survey(
            review=review, voters=form.voters, until=given["until"], actor=request.actor
        )
        return Done(f"已发起测评，{len(form.voters)} 名测评人已收到消息。", _back(review))

    page = _page(
        review,
        "发起测评",
        "发起",
        confirm="发起后测评人不能增减。测评匿名，结束前任何人看不到结果。",
    )
    return answer(request, page=page, form=form, act=act)


def _grade(request: ActorRequest, review: DutyReview) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        acts.grade_review(review=review, actor=request.actor, **given)
        return Done("已评定。请填写反馈意见和整改清单。", _back(review))

    page = _page(review, "评定综合评价等次", "评定", confirm="评定后不能更改。")
    return answer(request, page=page, form=GradeForm(request.POST or None), act=act)


def _close(request: ActorRequest, review: DutyReview) -> HttpResponse:
    form = CloseForm(request.POST or None)

    def act(given: dict[str, Any]) -> Done:
        acts.close_review(
            review=review,
            feedback=given["feedback"],
            corrections=form.corrections,
            actor=request.actor,
        )
        return Done("已反馈，述职单位已收到消息和整改清单。", _back(review))

    page = _page(
        review,
        "反馈评议结果",
        "反馈",
        confirm="反馈后述职单位看到等次和整改清单，不能再改。",
        draft_key=f"review-close-{review.pk}",
    )
    return answer(request, page=page, form=form, act=act)


MOVES: Final[dict[str, Answer]] = {
    "draft": _draft,
    "submit": _submit,
    "return": _return,
    "comment": _comment,
    "open_survey": _open_survey,
    "grade": _grade,
    "close": _close,
}
