"""The style page (/style/, only with DEBUG): every component full, empty, and with long names."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from workbench import style_samples


class SampleForm(forms.Form):
    """A form with one control of each kind."""

    progress = forms.CharField(
        label="进展情况",
        max_length=500,
        widget=forms.Textarea,
        help_text="写明做了什么、取得什么结果，不超过 500 字。",
    )
    done = forms.IntegerField(label="实际完成数", min_value=0, help_text="单位：户。目标 15 户。")
    on = forms.DateField(
        label="完成日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    kind = forms.ChoiceField(
        label="单位类别",
        choices=[("", "请选择"), ("enterprise", "非公企业"), ("social", "社会组织")],
    )
    result = forms.ChoiceField(
        label="走访结果",
        widget=forms.RadioSelect,
        choices=[("willing", "同意建立党组织"), ("later", "条件暂不成熟，列入源泉工程")],
    )
    photos = forms.FileField(
        label="佐证材料",
        required=False,
        widget=forms.FileInput(
            attrs={
                "accept": "image/*,.pdf,.docx,.xlsx",
                "data-limit": str(20 << 20),
                "data-types": "jpg,jpeg,png,pdf,docx,xlsx",
                "data-types-label": "照片、PDF、Word 或 Excel",
            }
        ),
        help_text="照片、文档或表格，单个不超过 20 MB。照片中的位置信息会自动清除。",
    )
    agreed = forms.BooleanField(label="以上情况属实，不含涉密信息")


class SampleFilter(forms.Form):
    """A filter bar."""

    q = forms.CharField(label="关键词", required=False)
    light = forms.ChoiceField(
        label="灯色",
        required=False,
        choices=[("", "全部"), ("red", "逾期"), ("yellow", "临期"), ("green", "正常")],
    )
    tier = forms.ChoiceField(
        label="承接组织", required=False, choices=[("", "全部"), ("station", "区域党建工作站")]
    )


def style(request: HttpRequest) -> HttpResponse:
    """Show every component; a POST is always refused, to show the error summary."""
    form = SampleForm(request.POST, request.FILES) if request.method == "POST" else SampleForm()
    if request.method == "POST" and form.is_valid():
        messages.success(request, "已上报。工作站将在 3 个工作日内审核。")
    if request.GET.get("toasts"):
        messages.success(request, "已签收。请在 3 月 28 日前分解到工作站。")
        messages.error(request, "没有下发：目标 30，已分 29，还差 1。请补足后再下发。")
    today = timezone.localdate()
    context = {"form": form, "filter": SampleFilter(), "today": today}
    return render(request, "style.html", context | style_samples.samples(today))
