"""The application (申报书), a part at a time: basics, texts, budget lines, milestones, files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField, LoginField, OrganizationsField, day_field
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm
from projects.dossier import TEXTS
from projects.entries import entries_of
from projects.models import CatalogueEntry, FundSource, Project
from projects.people import Offered, staff_of
from projects.terms import Catalogue, PaperKind
from projects.wishes import BudgetWish
from workflow.forms.files import FilesField
from workflow.forms.once import once_field

ROWS_MOST: Final = 40
ROWS_EMPTY: Final = 3
OTHER: Final = "other"
BASICS: Final = ("year", "name", "category", "starts_on", "ends_on", "more_reason")
_FOLDED: Final = ("members", "participants", "more_reason")


def applying_bodies(actor: Actor) -> list[Organization]:
    """The committees in whose name a person applies."""
    rows = Organization.objects.within(actor, capability=Capability.HANDLE)
    committees = rows.filter(tier=Tier.COMMITTEE).open(actor.on)
    return list(committees.select_related("tenant", "parent", "industry").by_name())


class BasicsForm(WordedForm):
    """What it is called, who answers for it, from when to when."""

    once = once_field()
    applicant = BodyField(label="申报单位", queryset=None, empty_label=None)
    year = forms.TypedChoiceField(label="年度", coerce=int)
    name = forms.CharField(label="项目名称", max_length=80, min_length=4)
    category: Any = forms.ModelChoiceField(label="项目类别", queryset=None, empty_label="请选择")
    lead = forms.ChoiceField(label="项目负责人")
    lead_login = LoginField(
        label="负责人的姓名或登录名",
        required=False,
        help_text="负责人不在上面名单中时填写，如党组织书记。有人同名时填登录名。",
        widget=forms.TextInput(attrs={"data-with": f"lead={OTHER}"}),
    )
    starts_on = day_field("开始日期")
    ends_on = day_field("完成日期")
    members = forms.TypedMultipleChoiceField(
        label="项目组成员", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    participants = OrganizationsField(label="参与单位", queryset=None, required=False)
    more_reason = forms.CharField(
        label="超过上限的理由",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="同一单位同一年度申报超过规定个数（一般为 2 个）时填写。",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        bodies: list[Organization],
        actor: Actor,
        project: Project | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self._actor, self._project = actor, project
        self._staff: dict[int, Offered] = {}
        fields: Any = self.fields
        fields["applicant"].queryset = Organization.objects.filter(pk__in=[b.pk for b in bodies])
        fields["applicant"].choices = [(body.pk, body.label) for body in bodies]
        if project is not None or len(bodies) == 1:
            fields["applicant"].required = False
            fields["applicant"].widget = forms.HiddenInput()
        self._bodies = bodies
        self._offer(bodies)

    def _offer(self, bodies: list[Organization]) -> None:
        fields: Any = self.fields
        on, project = self._actor.on, self._project
        years = sorted({on.year, on.year + 1} | ({project.year} if project else set()))
        fields["year"].choices = [(year, f"{year}年") for year in years]
        fields["category"].queryset = entries_of(
            tenant_id=bodies[0].tenant_id, catalogue=Catalogue.PROJECT_CATEGORY, on=on
        )
        self._staff = {one.user.pk: one for one in staff_of(bodies, self._actor)}
        people = [(pk, one.label) for pk, one in self._staff.items()]
        if project is not None and project.lead_id not in self._staff:
            people.append((project.lead_id, project.lead.name))
        other = (OTHER, "其他人员（填写登录名）")
        fields["lead"].choices = [("", "请选择"), *people, other]
        fields["members"].choices = people
        below = Organization.objects.filter(parent__in=[body.pk for body in bodies]).open(on)
        fields["participants"].queryset = below.by_name()

    @property
    def first(self) -> list[forms.BoundField]:
        """What every project needs."""
        return [field for field in self.visible_fields() if field.name not in _FOLDED]

    @property
    def folded(self) -> list[forms.BoundField]:
        """What may be folded away."""
        return [self[name] for name in _FOLDED]

    @property
    def has_wrong_folded(self) -> bool:
        """Something folded away was refused, and must be seen."""
        return any(field.errors for field in self.folded)

    def clean(self) -> dict[str, Any]:
        """Days in order, and somebody who answers for it."""
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "完成日期不能早于开始日期，请改晚完成日期或改早开始日期。")
        if data.get("lead") == OTHER:
            self._find_lead(data)
        return data

    def _find_lead(self, data: dict[str, Any]) -> None:
        """Somebody who is not in the list, by login name."""
        if not data.get("lead_login"):
            self.add_error("lead_login", "请填写负责人的姓名或登录名。")
            return
        try:
            data["lead"] = LoginField.person(data["lead_login"], actor=self._actor).pk
        except ValidationError as unknown:
            self.add_error("lead_login", unknown)

    @property
    def body(self) -> Organization:
        """The body that applies."""
        chosen: Organization | None = self.cleaned_data.get("applicant")
        known = {body.pk: body for body in self._bodies}
        return known[chosen.pk] if chosen else self._bodies[0]

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        lead = int(data["lead"])
        people = User.objects.in_bulk([lead, *data["members"]])
        return {
            **{name: data[name] for name in BASICS},
            "lead": people[lead],
            "members": [people[pk] for pk in data["members"] if pk in people],
            "participants": list(data["participants"]),
        }


class TextsForm(WordedForm):
    """What it is for and what will be done; drafts may be left unfinished."""

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, initial={name: getattr(project, name) for name in TEXTS})
        for name in TEXTS:
            made: Any = Project._meta.get_field(name).formfield()  # type: ignore[union-attr]
            made.required = False
            made.widget = forms.Textarea(attrs={"rows": 8 if name == "measures" else 5})
            self.fields[name] = made


class LineForm(WordedForm):
    """One line of the budget; a line left empty is none."""

    source = forms.TypedChoiceField(label="资金来源", required=False, coerce=int, empty_value=None)
    category = forms.TypedChoiceField(label="科目", required=False, coerce=int, empty_value=None)
    amount = forms.DecimalField(
        label="金额（元）",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": "金额请填数字，如 3500 或 3500.50。"},
    )
    basis = forms.CharField(label="测算依据", required=False, max_length=200)

    def __init__(
        self, *args: Any, sources: Sequence[Any] = (), categories: Sequence[Any] = (), **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        fields: Any = self.fields
        fields["source"].choices = [("", "请选择"), *sources]
        fields["category"].choices = [("", "请选择"), *categories]

    def clean(self) -> dict[str, Any]:
        """Source, category and amount together, or an empty line."""
        data = super().clean() or {}
        named = {"source": "资金来源", "category": "科目", "amount": "金额"}
        missing = [label for name, label in named.items() if not data.get(name)]
        if missing and any(data.get(name) for name in (*named, "basis")) and not self.errors:
            raise ValidationError(
                f"这一行还缺{'、'.join(missing)}。请补齐，不需要的请整行清空。", code="half_a_line"
            )
        return data


class LineRows(forms.BaseFormSet):
    """The lines of one budget."""

    known: Mapping[str, Mapping[int, Any]]

    def wishes(self) -> list[BudgetWish]:
        """What was asked for, empty lines left out."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("amount")]
        return [
            BudgetWish(
                source=self.known["source"][row["source"]],
                category=self.known["category"][row["category"]],
                amount=row["amount"],
                basis=row["basis"],
            )
            for row in rows
        ]


def line_rows(project: Project, data: Any = None, *, on: dt.date) -> LineRows:
    """The rows of a project's budget, and empty ones below. Three queries.

    What a line names already is offered though the city has ended it: else the line would be lost.
    """
    sources = FundSource.objects.filter(tenant=project.tenant_id).effective(on)
    sources |= FundSource.objects.filter(pk__in=project.budget.values("source"))
    entries = entries_of(tenant_id=project.tenant_id, catalogue=Catalogue.EXPENSE_CATEGORY, on=on)
    entries |= CatalogueEntry.objects.filter(pk__in=project.budget.values("category"))
    known: dict[str, dict[int, Any]] = {
        "source": {one.pk: one for one in sources.order_by("sort_order", "pk")},
        "category": {one.pk: one for one in entries.order_by("sort_order", "pk")},
    }
    lines = project.budget.order_by("source__sort_order", "category__sort_order", "pk")
    factory: Any = forms.formset_factory(
        LineForm, formset=LineRows, extra=ROWS_EMPTY, max_num=ROWS_MOST, validate_max=True
    )
    made: LineRows = factory(
        data,
        prefix="lines",
        initial=[
            {
                "source": line.source_id,
                "category": line.category_id,
                "amount": line.amount,
                "basis": line.basis,
            }
            for line in lines
        ],
        form_kwargs={
            "sources": [(pk, _called(one, on)) for pk, one in known["source"].items()],
            "categories": [(pk, _called(one, on)) for pk, one in known["category"].items()],
        },
    )
    made.known = known
    return made


def _called(row: FundSource | CatalogueEntry, on: dt.date) -> str:
    has_ended = row.effective_to is not None and row.effective_to < on
    return f"{row.name}（已停用）" if has_ended else row.name


class MilestoneForm(WordedForm):
    """One day by which something is to stand; a row left empty is none."""

    name = forms.CharField(label="节点", required=False, max_length=80)
    due_on = day_field("完成时限", required=False)

    def clean(self) -> dict[str, Any]:
        """A name and a day, or nothing."""
        data = super().clean() or {}
        if bool(data.get("name")) != bool(data.get("due_on")) and not self.errors:
            raise ValidationError(
                "节点的名称和完成时限要同时填写，不需要的请整行清空。", code="half_a_milestone"
            )
        return data


class MilestoneRows(forms.BaseFormSet):
    """The milestones of one project."""

    def values(self) -> list[tuple[str, dt.date]]:
        """Name and day of each, empty rows left out."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("due_on")]
        return [(row["name"], row["due_on"]) for row in rows]


def milestone_rows(project: Project, data: Any = None) -> MilestoneRows:
    """The rows of a project's milestones, and empty ones below. One query."""
    known = project.milestones.order_by("due_on", "pk")
    factory: Any = forms.formset_factory(
        MilestoneForm, formset=MilestoneRows, extra=ROWS_EMPTY, max_num=ROWS_MOST, validate_max=True
    )
    initial = [{"name": one.name, "due_on": one.due_on} for one in known]
    made: MilestoneRows = factory(data, prefix="milestones", initial=initial)
    return made


class PapersForm(WordedForm):
    """Files for a project's volume, and what they are."""

    kind = forms.ChoiceField(label="材料类别")
    uploads = FilesField(
        label="文件",
        help_text="可以一次选多个。文档、表格和照片都可以，单个不超过 20 MB，"
        "照片中的位置信息会自动去掉。",
    )

    def __init__(self, *args: Any, kinds: Sequence[PaperKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind.value, kind.label) for kind in kinds]


def lines_total(wishes: Iterable[BudgetWish]) -> Decimal:
    """What the lines add up to."""
    return sum((wish.amount for wish in wishes), Decimal(0))
