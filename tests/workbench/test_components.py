"""The component library: what staff read, and what keeps it readable for everyone."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory

from workbench.articles import printed_numbers
from workbench.style_page import SampleForm, style
from workbench.templatetags.figures import percent

TODAY = date(2026, 3, 23)
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STATIC = settings.BASE_DIR / "static"


def drawn(source, **context):
    return Template(source).render(Context(context)).strip()


def words(source, **context):
    return " ".join(re.sub(r"<[^>]+>", " ", drawn(source, **context)).split())


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2026, 3, 28), "3月28日(周六) 还有 5 天"),
        (date(2026, 3, 23), "3月23日(周一) 今天到期"),
        (date(2026, 3, 20), "3月20日(周五) 逾期 3 天"),
        (date(2027, 1, 3), "2027年1月3日(周日) 还有 286 天"),
        (None, "未定"),
    ],
)
def test_a_due_day_says_how_far_it_is(on, text):
    assert words("{% load dates %}{{ on|due:today }}", on=on, today=TODAY) == text


def test_a_moment_is_shown_in_local_time():
    at = datetime(2026, 3, 22, 16, 5, tzinfo=UTC)

    text = words("{% load dates %}{{ at|moment:today }}", at=at, today=TODAY)

    assert text == "3月23日 00:05"


def test_a_moment_of_another_year_shows_its_year():
    at = datetime(2025, 12, 31, 15, 59, tzinfo=UTC)

    text = words("{% load dates %}{{ at|moment:today }}", at=at, today=TODAY)

    assert text == "2025年12月31日 23:59"


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (12, 30, "40.0"),
        (2999, 3000, "99.9"),
        (1, 12000, "0.1"),
        (0, 15, "0.0"),
        (7, 7, "100.0"),
        (9, 6, "150.0"),
        (Decimal("1.5"), Decimal("4"), "37.5"),
    ],
)
def test_rounding_never_hides_a_rest(part, whole, share):
    assert percent(part, whole) == Decimal(share)


def test_a_rate_shows_both_figures():
    assert words("{% load figures %}{% rate 1200 3000 %}") == "1,200/3,000 (40.0%)"


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (None, 5), (3, None)])
def test_a_rate_of_nothing_is_a_dash(part, whole):
    source = "{% load figures %}{% rate part whole %}|{% progress part whole %}"

    text = drawn(source, part=part, whole=whole)

    assert "—" in text
    assert "%" not in text
    assert "<progress" not in text


@pytest.mark.parametrize(
    ("colour", "text"),
    [
        ("green", "● 正常"),
        ("yellow", "▲ 临期"),
        ("red", "■ 逾期"),
        ("blue", "✓ 销号"),
        ("grey", "‖ 中止"),
    ],
)
def test_a_light_is_colour_shape_and_word(colour, text):
    assert words("{% load lights %}{% light colour %}", colour=colour) == text


def test_a_light_takes_its_own_word():
    assert words('{% load lights %}{% light "red" "逾期 3 天" %}') == "■ 逾期 3 天"


def test_an_unknown_light_is_a_programming_error():
    with pytest.raises(TemplateSyntaxError, match="purple"):
        drawn('{% load lights %}{% light "purple" %}')


def test_an_icon_is_hidden_from_screen_readers_unless_it_has_a_meaning():
    assert "aria-hidden" in drawn('{% load icons %}{% icon "bell" %}')
    assert 'aria-label="未读"' in drawn('{% load icons %}{% icon "bell" "未读" %}')


@pytest.mark.parametrize("name", ["no-such-icon", "../css/tokens", ""])
def test_an_unknown_icon_is_a_programming_error(name):
    with pytest.raises(TemplateSyntaxError):
        drawn("{% load icons %}{% icon name %}", name=name)


@pytest.mark.parametrize(
    ("reference", "numbers"),
    [
        ("第七条", ["第七条"]),
        ("6/12", ["第六条", "第十二条"]),
        ("第十一条、第20条", ["第十一条", "第二十条"]),
        ("", []),
    ],
)
def test_loose_references_become_printed_article_numbers(reference, numbers):
    assert printed_numbers(reference) == numbers


def test_an_article_is_quoted():
    text = words('{% load articles %}{% article "第七条" %}')

    assert text.startswith("依据：第七条")
    assert "清单" in text


def test_an_article_we_do_not_hold_is_named_without_text():
    assert words('{% load articles %}{% article "第九十九条" %}') == "依据：第九十九条"


def test_a_refused_form_lists_its_errors_and_links_to_the_fields():
    form = SampleForm({"progress": "字" * 501})

    html = render_to_string("components/form.html", {"form": form})

    assert 'href="#id_progress"' in html
    assert 'href="#id_done"' in html
    assert "data-form-invalid" in html
    assert re.search(r'<textarea[^>]*aria-invalid="true"', html)
    assert re.search(r'aria-describedby="[^"]*id_progress_error[^"]*"', html)


def test_a_fresh_form_marks_what_may_be_left_out():
    html = render_to_string("components/form.html", {"form": SampleForm()})

    assert html.count("（选填）") == 1
    assert 'data-counter="500"' in html
    assert "data-form-invalid" not in html


def test_form_text_from_users_is_escaped():
    class Form(forms.Form):
        name = forms.CharField(label="名称", max_length=3)

    html = render_to_string("components/form.html", {"form": Form({"name": "<script>"})})

    assert "<script>" not in html


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "429", "csrf", "500"])
def test_error_pages_stand_without_any_context(name):
    html = render_to_string(f"errors/{name}.html")

    assert re.search(r"<h1>\s*\S", html)
    assert "请" in html


def test_the_style_page_draws_every_component(rf: RequestFactory, reader):
    request = rf.get("/style/")
    request.user = reader

    html = style(request).content.decode()

    for expected in ("穿透", "办理过程", "佐证材料", "走访结果", "严禁处理、存储涉密信息"):
        assert expected in html


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_carries_inline_script_or_handlers(path: Path):
    source = path.read_text("utf-8")

    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert "javascript:" not in source
    assert not re.search(r"(src|href)=\"(https?:)?//", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_static_files_named_in_templates_exist(path: Path):
    for name in re.findall(r"{% static \"([^\"]+)\" %}", path.read_text("utf-8")):
        assert (STATIC / name).is_file(), name


def test_vendored_files_point_to_no_source_map():
    for path in (STATIC / "vendor").rglob("*.*"):
        if path.suffix in {".js", ".css"}:
            assert "sourceMappingURL=" not in path.read_text("utf-8")


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = dict(
    re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (STATIC / "css/tokens.css").read_text("utf-8"))
)
TEXT_COLOURS = ["ink", "ink-soft", "link", *(name for name in TOKENS if name.startswith("light-"))]


@pytest.mark.parametrize("ground", ["paper", "ground", "hover", "chosen"])
@pytest.mark.parametrize("text", TEXT_COLOURS)
def test_text_keeps_aa_contrast(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["red", "red-dark"])
def test_white_on_the_brand_bar_keeps_aa_contrast(ground):
    assert contrast("#ffffff", TOKENS[ground]) >= 4.5
