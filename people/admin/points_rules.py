"""积分项目 in the administration pages: read by all, kept by the city's keepers, as versions."""

from __future__ import annotations

from django.contrib import admin

from hierarchy.admin.reference import ReferenceAdmin
from hierarchy.admin.versions import AddVersionForm, StopVersionForm
from people.actions.points_rules import add_points_rule, seed_points_rules, stop_points_rule
from people.models import PointsRule


class AddPointsRuleForm(AddVersionForm):
    """A new project or a new version of one, set down by the room's action."""

    add = staticmethod(add_points_rule)

    class Meta:
        fields = ("side", "name", "points", "most", "is_example", "effective_from")


class StopPointsRuleForm(StopVersionForm):
    """停用 of the last version."""

    stop = staticmethod(stop_points_rule)


@admin.register(PointsRule)
class PointsRuleAdmin(ReferenceAdmin):
    """What is worth points, and the most that a year can bring."""

    list_display = (
        *("name", "side", "points", "most", "is_example", "effective_from", "effective_to"),
    )
    list_filter = ("side",)
    ordering = ("side", "name", "-effective_from")
    facts = ("side", "name", "points", "most", "is_example", "effective_from", "effective_to")
    examples = staticmethod(seed_points_rules)
    add_form = AddPointsRuleForm
    add_help = (
        "只在启用党员积分后使用。同名项目自生效日期起以新的一版为准，已申报的分值不变；"
        "扣分项目也填正数，由类别决定加减。"
    )
    change_form = StopPointsRuleForm
    change_help = "这里只办理停用。调整分值请以同一名称增加新的一版，原来一版自动到前一日为止。"
