"""Rows of inspections: schemes, rounds and sheets, findings and letters, reports, reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.house.matrix.cast import CITIES, PEOPLE, tier
from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
WORKS = Cell("see work")


def _but(*wanted: str) -> Mapping[str, str]:
    """Everybody signed in but these, refused."""
    names = {f"{city}{name}" for city in CITIES for name in wanted}
    return {name: "403" for name, one in PEOPLE.items() if one.is_signed_in and name not in names}


def _posts(*tiers: str, roles: Iterable[str] = ("leader", "clerk")) -> tuple[str, ...]:
    return tuple(
        name
        for name, one in PEOPLE.items()
        if one.body and not one.city and one.role in roles and tier(one.body) in tiers
    )


# Whoever drafts for a body that holds rounds: the city and its committees.
NO_HOLDERS = _but(*_posts("city", "committee"))
NO_JUDGES = _but(*_posts("city", "committee", roles=("leader",)))
ABOVE = ("city", "committee", "station")
NO_ISSUERS = _but(*_posts(*ABOVE))
NO_WATCHERS = _but(*_posts(*ABOVE, "officer", roles=("leader", "clerk", "officer")))
# Both sides of a letter and whoever stands between.
IN_LINE = frozenset(
    f"{city}{name}"
    for city in CITIES
    for name in (
        *("city_leader", "city_clerk", "mall_leader", "mall_clerk", "station_head"),
        *("station_clerk", "officer", "delegate", "secretary"),
    )
)
OF_MALL = frozenset(f"{city}{name}" for city in CITIES for name in ("mall_leader", "mall_clerk"))
OF_STATION = frozenset(
    f"{city}{name}" for city in CITIES for name in ("station_head", "station_clerk")
)


def _act(
    right: str,
    at: str = "at",
    ok: str = FORM,
    also: frozenset[str] = frozenset(),
    never: Mapping[str, str] | None = None,
) -> dict[str, Cell]:
    """A form page that asks a right, and a form sent empty; ``ok`` where nothing need be said."""
    return {
        "get": Cell(right, at, also=also, never=never or {}),
        "post": Cell(right, at, ok=ok, also=also, never=never or {}),
    }


SCHEMES = (
    Row("inspections:scheme_list", get=SEEN),
    Row("inspections:scheme_new", **_act("", never=NO_HOLDERS)),
    Row("inspections:scheme_detail", "schemes", get=SEEN),
    Row("inspections:scheme_detail", "scheme_drafts", get=SEEN),
    Row("inspections:scheme_edit", "scheme_drafts", **_act("draft", "organizer")),
    Row("inspections:scheme_trial", "scheme_drafts", get=Cell("draft", "organizer")),
    Row("inspections:scheme_trial", "schemes", get=Cell("draft", "above")),
    *(
        Row(f"inspections:{part}_new", "scheme_drafts", **_act("draft", "organizer"))
        for part in ("dimension", "indicator", "limit")
    ),
    *(
        Row(f"inspections:{part}_edit", f"scheme_{part}s", **_act("draft", "organizer"))
        for part in ("dimension", "indicator", "limit")
    ),
    Row("inspections:dimension_drop", "scheme_dimensions", **_act("draft", "organizer")),
    Row("inspections:indicator_drop", "scheme_indicators", **_act("draft", "organizer", DONE)),
    Row("inspections:limit_drop", "scheme_limits", **_act("draft", "organizer", DONE)),
    Row(
        "inspections:scheme_move",
        "scheme_drafts",
        ("adopt",),
        **_act("issue", "organizer", DONE),
    ),
    Row("inspections:scheme_move", "scheme_drafts", ("discard",), **_act("draft", "organizer")),
    Row("inspections:scheme_move", "schemes", ("follow",), **_act("draft", "above", DONE)),
    Row("inspections:scheme_move", "schemes", ("retire",), **_act("issue", "above")),
)
ROUNDS = (
    Row("inspections:board", get=SEEN),
    Row("inspections:city", get=WORKS),
    Row("inspections:round_list", get=SEEN),
    Row("inspections:my_sheets", get=SEEN),
    Row("inspections:round_new", **_act("", never=NO_HOLDERS)),
    Row("inspections:round_detail", "round_plans", get=SEEN),
    Row("inspections:round_detail", "scoring_rounds", get=SEEN),
    Row("inspections:round_detail", "published_rounds", get=SEEN),
    Row("inspections:round_opening", "opened_rounds", get=SEEN),
    Row("inspections:round_edit", "round_plans", **_act("draft", "organizer")),
    Row("inspections:round_edit", "opened_rounds", **_act("issue", "organizer")),
    Row("inspections:round_move", "round_plans", ("open",), **_act("issue", "organizer", DONE)),
    Row("inspections:round_move", "round_plans", ("cancel",), **_act("issue", "organizer")),
    Row("inspections:round_move", "scoring_rounds", ("tell",), **_act("issue", "organizer")),
    Row(
        "inspections:round_move",
        "scoring_rounds",
        ("retake",),
        **_act("issue", "organizer", DONE),
    ),
    Row("inspections:round_move", "scoring_rounds", ("take_over",), **_act("issue", "organizer")),
    Row("inspections:round_move", "told_rounds", ("publish",), **_act("issue", "organizer")),
    Row(
        "inspections:round_inspections",
        "scored_rounds",
        get=SEEN,
        post=Cell("review", "organizer", ok=DONE),
    ),
)
SHEETS = (
    *(
        Row("inspections:inspection_detail", f"{kind}_sheets", get=SEEN)
        for kind in ("opened", "scoring", "told", "published")
    ),
    Row("inspections:self_check", "opened_sheets", **_act("handle")),
    Row("inspections:inspection_score", "scoring_sheets", **_act("handle", "examiner", DONE)),
    Row("inspections:inspection_check", "scored_sheets", **_act("review", "organizer")),
    Row("inspections:inspection_excuse", "scoring_sheets", **_act("issue", "organizer")),
    Row("inspections:inspection_acknowledge", "told_sheets", post=Cell("handle", ok=DONE)),
    Row("inspections:adjustment_new", "scoring_sheets", **_act("handle", "examiner", also=OF_MALL)),
    Row(
        "inspections:adjustment_drop",
        "adjustments",
        **_act("handle", "examiner", DONE, also=OF_MALL),
    ),
    Row("inspections:limit_hit_new", "scoring_sheets", **_act("handle", "examiner", also=OF_MALL)),
    Row(
        "inspections:limit_hit_drop",
        "limit_hits",
        **_act("handle", "examiner", DONE, also=OF_MALL),
    ),
    Row("inspections:score_detail", "scores", get=Cell("see work", "organizer", also=OF_STATION)),
    Row("inspections:score_detail", "told_scores", get=SEEN),
    Row("inspections:score_dispute", "scores", **_act("handle", "examiner")),
    Row("inspections:appeal_new", "told_scores", **_act("handle")),
    Row("inspections:limit_hit_appeal", "told_limit_hits", **_act("handle")),
    Row("inspections:adjustment_appeal", "told_adjustments", **_act("handle")),
    Row("inspections:appeal_answer", "appeals", **_act("review", "organizer")),
)
LETTERS = (
    Row("inspections:finding_list", get=SEEN),
    Row("inspections:finding_new", get=Cell(never=NO_WATCHERS), post=Cell(never=NO_WATCHERS)),
    Row("inspections:finding_new", "noted_bodies", **_act("")),
    Row("inspections:rectification_list", get=SEEN),
    Row("inspections:rectification_new", get=Cell(never=NO_ISSUERS), post=Cell(never=NO_ISSUERS)),
    Row("inspections:rectification_new", "told_bodies", **_act("")),
    Row("inspections:rectification_detail", "letter_drafts", get=SEEN),
    Row("inspections:rectification_detail", "letters", get=SEEN),
    Row("inspections:rectification_edit", "letter_drafts", **_act("handle", "organizer")),
    Row("inspections:rectification_letter", "letters", get=SEEN, has_head=False),
    Row("inspections:rectification_remark", "letters", **_act("audit", also=IN_LINE)),
    Row("inspections:rectification_move", "letters", ("sign",), **_act("handle", ok=DONE)),
    *(
        Row("inspections:rectification_move", "letters", (verb,), **_act("handle"))
        for verb in ("plan", "report", "explain")
    ),
    *(
        Row("inspections:rectification_move", "letters", (verb,), **_act("review", "organizer"))
        for verb in ("accept_plan", "return_plan", "close", "fail")
    ),
    Row("inspections:rectification_move", "letters", ("revoke",), **_act("issue", "organizer")),
    Row(
        "inspections:rectification_move", "letter_drafts", ("issue",), **_act("issue", "organizer")
    ),
    Row("inspections:round_letters", "told_rounds", **_act("handle", "organizer", DONE)),
)
REPORTS = (
    Row("inspections:card", "cards", get=SEEN),
    Row("inspections:report", "published_sheets", get=SEEN),
    Row("inspections:report", "published_sheets", get=SEEN, query="?rows"),
    Row("inspections:report_paper", "published_sheets", get=SEEN, has_head=False),
    Row("inspections:delivery_new", "published_sheets", **_act("handle", "organizer")),
    Row(
        "inspections:handover_sheet",
        "published_rounds",
        get=Cell("handle", "organizer", ok=DONE),
        has_head=False,
    ),
)
REVIEWS = (
    Row("inspections:review_list", get=SEEN),
    Row("inspections:review_open", **_act("", never=NO_JUDGES)),
    Row("inspections:review_detail", "review_drafts", get=SEEN),
    Row("inspections:review_detail", "surveyed_reviews", get=SEEN),
    Row("inspections:review_detail", "closed_reviews", get=SEEN),
    Row("inspections:review_report", "review_drafts", **_act("handle")),
    Row("inspections:review_move", "review_drafts", ("draft",), **_act("handle", ok=DONE)),
    Row("inspections:review_move", "review_drafts", ("submit",), **_act("handle", ok=DONE)),
    *(
        Row("inspections:review_move", "surveyed_reviews", (verb,), **_act("review", "judge"))
        for verb in ("return", "comment", "open_survey", "grade", "close")
    ),
    Row("inspections:review_paper", "closed_reviews", get=SEEN, has_head=False),
    Row("inspections:survey", "surveys", get=SEEN, post=Cell(ok=DONE)),
    Row("inspections:correction_done", "corrections", **_act("handle")),
)

ROWS = (*SCHEMES, *ROUNDS, *SHEETS, *LETTERS, *REPORTS, *REVIEWS)
