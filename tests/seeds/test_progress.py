"""Demo texts exist for every key point and tier, and never state a figure."""

import re

import pytest

from seeds.key_points import load_key_points
from seeds.progress import load_progress_texts, report_text, review_text
from seeds.reference import SeedDataError

CATEGORY_OF = {point.number: point.category.label for point in load_key_points(year=2026)}


def test_every_category_has_ten_reports_and_ten_opinions():
    texts = load_progress_texts()

    assert set(texts) == set(CATEGORY_OF.values())
    for category in texts.values():
        assert len(category.reports) >= 10
        assert len(category.accept) + len(category.returned) >= 10


@pytest.mark.parametrize("tier", [2, 3, 4, 5])
@pytest.mark.parametrize("number", CATEGORY_OF)
def test_every_tier_can_report_on_every_key_point(number, tier):
    report = report_text(key_point=number, tier=tier, index=7)

    assert report in load_progress_texts()[CATEGORY_OF[number]].reports


def test_no_text_is_said_twice():
    texts = [
        text
        for category in load_progress_texts().values()
        for text in (
            *(report.progress for report in category.reports),
            *category.accept,
            *category.returned,
        )
    ]

    assert len(texts) == len(set(texts))


def test_texts_end_as_sentences_and_hold_no_figures():
    for category in load_progress_texts().values():
        for report in category.reports:
            for text in (report.progress, report.problem, report.next_step):
                assert text.endswith("。")
                assert not re.search(r"[0-9]", text)


def test_opinions_go_round_and_keep_the_decision():
    accepted = load_progress_texts()["覆盖"].accept

    assert review_text(category="覆盖", decision="accept", index=len(accepted)) == accepted[0]
    assert review_text(category="覆盖", decision="return", index=0) not in accepted


def test_what_is_missing_is_named():
    with pytest.raises(SeedDataError, match="第 19 条工作要点第 3 级"):
        report_text(key_point=19, tier=3, index=0)
    with pytest.raises(SeedDataError, match="“其他”类的审核意见"):
        review_text(category="其他", decision="accept", index=0)
