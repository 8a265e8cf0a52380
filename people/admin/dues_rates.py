"""The dues table in the administration pages: read by all, replaced whole from a day on."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import F
from unfold.widgets import UnfoldAdminTextareaWidget

from hierarchy.admin.acting import ActForm
from hierarchy.admin.reference import ReferenceAdmin
from people.actions.dues_rates import seed_dues_rates, set_dues_rates
from people.dues_rules import DEFAULT_BANDS, Band
from people.models import DuesRate

_ABOVE: Final = "以上"


def bands_in_words(bands: tuple[Band, ...]) -> str:
    """One band a line: its limit in yuan, and how much a hundred."""
    return "\n".join(f"{band.up_to or _ABOVE} {band.percent.normalize():f}" for band in bands)


class AddDuesRatesForm(ActForm):
    """A whole table, set down by the room's action."""

    bands = forms.CharField(
        label="各档标准",
        initial=bands_in_words(DEFAULT_BANDS),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
        help_text="每行一档，由低到高：月收入上限（元）和比例（%），用空格隔开；最后一行上限写“以上”。",
    )

    class Meta:
        fields = ("effective_from",)

    def clean_bands(self) -> list[Band]:
        """The bands as numbers; says which line can't be read."""
        found = []
        for number, line in enumerate(self.cleaned_data["bands"].strip().splitlines(), start=1):
            parts = line.replace("%", "").replace("％", "").split()
            try:
                limit, percent = parts
                up_to = None if limit == _ABOVE else Decimal(limit)
                found.append(Band(up_to, Decimal(percent)))
            except (ValueError, InvalidOperation) as wrong:
                raise forms.ValidationError(
                    f"第 {number} 行无法识别。请写成“3000 0.5”，最后一行写成“以上 2”。",
                    code="unreadable",
                ) from wrong
        return found

    def act(self) -> Any:
        rows = set_dues_rates(
            tenant=self.tenant,
            effective_from=self.cleaned_data["effective_from"],
            bands=self.cleaned_data["bands"],
            actor=self.actor,
        )
        return rows[0]


@admin.register(DuesRate)
class DuesRateAdmin(ReferenceAdmin):
    """党费标准: one row a band."""

    list_display = ("limit", "percent", "effective_from", "effective_to")
    ordering = ("-effective_from", F("up_to").asc(nulls_last=True))
    facts = ("up_to", "percent", "effective_from", "effective_to")
    examples = staticmethod(seed_dues_rates)
    add_form = AddDuesRatesForm
    add_help = "每次登记整套标准，自生效日期起适用；原来一套自动到前一日为止，以前月份不变。"

    @admin.display(description="月收入不超过（元）", ordering="up_to")
    def limit(self, row: DuesRate) -> str:
        """The last band has no limit, and says so."""
        return _ABOVE if row.up_to is None else str(row.up_to)
