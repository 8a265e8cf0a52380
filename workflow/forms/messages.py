"""Forms of reminders and messages: plans, rules, channels, and how one person is reached."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from hierarchy.models import Tenant
from hierarchy.numbers import row_id
from hierarchy.worded_forms import WordedForm
from workflow.models import Channel, ChannelKind
from workflow.models.channel import KEPT_AT_LEAST, KEPT_AT_MOST
from workflow.reminders import MOST_DAYS, due_sources

_MOST_STEPS = 6
_ALL = ""


def _time(label: str, help_text: str = "") -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget, help_text=help_text)


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, required=required, help_text=help_text)


class DaysField(forms.CharField):
    """A few numbers of days, written 3,1 or 3、1 or with spaces."""

    def __init__(self, *, label: str, help_text: str) -> None:
        super().__init__(label=label, required=False, max_length=40, help_text=help_text)

    def prepare_value(self, value: Any) -> Any:
        """As people write them."""
        return ",".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[int]:
        """The numbers, each once."""
        text = super().clean(value) or ""
        for mark in "，、；; ":
            text = text.replace(mark, ",")
        parts = [part for part in text.split(",") if part]
        days = [row_id(part) for part in parts]
        if not all(1 <= day <= MOST_DAYS for day in days):
            raise forms.ValidationError(
                f"请填 1 到 {MOST_DAYS} 之间的整数，用逗号隔开，如 3,1。", code="days"
            )
        if len(parts) > _MOST_STEPS:
            raise forms.ValidationError(f"最多填 {_MOST_STEPS} 个，以免打扰。", code="many")
        return list(dict.fromkeys(days))


class PlanForm(WordedForm):
    """When people are told of one kind of thing."""

    before = DaysField(
        label="到期前（工作日）", help_text="如 3,1 表示到期前第 3 个、第 1 个工作日各提醒一次。"
    )
    on_day = forms.BooleanField(label="到期当天提醒", required=False)
    after = DaysField(
        label="逾期后（工作日）", help_text="如 1,5 表示逾期后第 1 个、第 5 个工作日各提醒一次。"
    )
    up_after = forms.IntegerField(
        label="逾期后报上一级（工作日）",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="逾期满几个工作日仍未办结的，同时告知上一级；不填表示不告知。",
    )
    effective_from = _day("生效日期")
    effective_to = _day("失效日期", required=False, help_text="不填表示长期有效。")


class AddPlanForm(PlanForm):
    """A plan of its own for one kind of thing."""

    matter = forms.ChoiceField(label="提醒对象")
    field_order = ("matter",)

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = matters(tenant)  # type: ignore[attr-defined]


def matters(tenant: Tenant) -> list[tuple[str, str]]:
    """Whatever may have a plan: each source as a whole, and each of its codes."""
    found = []
    for key, source in due_sources().items():
        found.append((f"{key}/{_ALL}", f"全部{source.label}"))
        codes = source.codes(tenant=tenant)
        found += [(f"{key}/{code}", f"{source.label}：{name}") for code, name in codes.items()]
    return found


class HoursForm(WordedForm):
    """At which hour messages come together, and when none comes."""

    digest_at = _time("每日汇总时间", "一天的新消息合成一条，在这个时间发送。")
    quiet_from = _time("免打扰开始", "免打扰时段内不发送，紧急的也等到结束后；消息中随时可看。")
    quiet_until = _time("免打扰结束")


class PolicyForm(HoursForm):
    """What a city decides about messages."""

    urges_per_day = forms.IntegerField(
        label="每日催办上限（次）",
        min_value=1,
        max_value=5,
        help_text="同一事项对同一人每天最多催办几次，以免打扰。",
    )
    keep_days = forms.IntegerField(
        label="提醒记录保存（天）",
        min_value=KEPT_AT_LEAST,
        max_value=KEPT_AT_MOST,
        help_text="已发的提醒、已读的提醒消息和投递结果满这么多天后，每天凌晨清理；"
        "待发、待确认和所提醒事项尚未办结的保留。",
    )


class ChannelForm(WordedForm):
    """Switch a channel on; for e-mail also the city's mail server."""

    is_on = forms.BooleanField(label="启用", required=False)
    host = forms.CharField(
        label="邮件服务器", required=False, max_length=200, help_text="如 smtp.example.com。"
    )
    port = forms.IntegerField(
        label="端口",
        required=False,
        min_value=1,
        max_value=65535,
        help_text="465（SSL）、587（STARTTLS）或 25（不加密，不能使用密码）。",
    )
    sender = forms.EmailField(label="发件人地址", required=False)
    login = forms.CharField(label="登录名", required=False, max_length=200)
    secret = forms.CharField(
        label="密码",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="加密保存，不再显示；不填表示沿用已保存的。更换服务器或登录名后须重新填写。",
    )

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel.kind != ChannelKind.EMAIL:
            for name in ("host", "port", "sender", "login", "secret"):
                del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """What is to be stored, without the secret."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "secret"}
        if "port" in data:
            data["port"] = data["port"] or 465
        return data


class WayForm(WordedForm):
    """Where one is reached by one channel."""

    address = forms.CharField(label="地址", max_length=400)
    signing = forms.CharField(
        label="加签密钥",
        required=False,
        max_length=100,
        help_text="钉钉机器人的安全设置选择“加签”时填写，以 SEC 开头。",
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != ChannelKind.DINGTALK:
            del self.fields["signing"]
        label = {ChannelKind.EMAIL: "电子邮箱"}.get(ChannelKind(kind), "机器人 Webhook 地址")
        self.fields["address"].label = label
        if kind != ChannelKind.EMAIL:
            self.fields["address"].help_text = (
                "在本人的群（可以只有自己）里添加自定义机器人，把它的 Webhook 地址完整复制到这里；"
                "加密保存，不再显示。"
            )


class CodeForm(WordedForm):
    """The code that came with the test."""

    code = forms.CharField(
        label="验证码",
        max_length=8,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}
        ),
    )


def start_of(hours: Any) -> dict[str, dt.time]:
    """The hours of a row, as a form begins with them."""
    return {name: getattr(hours, name) for name in ("digest_at", "quiet_from", "quiet_until")}
