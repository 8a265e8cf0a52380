"""Forms of the administration pages that end in an action, never in ``model.save()``.

The action is the last step of cleaning: what it refuses is shown beside the form, in its own
words, and nothing was written. ``PermissionDenied`` goes on and becomes the 403 page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.worded_forms import WordedModelForm

BULK_LIMIT = 500


class ScopedChoiceField(forms.ModelChoiceField):
    """A choice among rows that the actor may choose; ``rows`` is asked anew in each request.

    With ``source``, a relation to an administered model, the choice is a search box.
    """

    def __init__(
        self,
        *,
        rows: Callable[[Actor], models.QuerySet[Any]],
        source: Any = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("empty_label", "请选择")
        kwargs.setdefault("widget", UnfoldAdminSelectWidget())
        super().__init__(queryset=None, **kwargs)
        self.rows, self.source = rows, source

    def bind_to(self, actor: Actor) -> None:
        """Offer what this actor may choose."""
        if self.source is not None:
            self.widget = AutocompleteSelect(self.source, admin.site)
            self.widget.is_required = self.required
        self.queryset = self.rows(actor)


def text_field(label: str, **kwargs: Any) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, widget=UnfoldAdminTextInputWidget(), **kwargs)


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """A day; the calendar opens beside it."""
    return forms.DateField(label=label, widget=UnfoldAdminSingleDateWidget(), **kwargs)


def choice_field(label: str, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    """One of a few words."""
    return forms.ChoiceField(
        label=label,
        choices=[("", "请选择"), *choices],
        widget=UnfoldAdminSelectWidget(),
        **kwargs,
    )


def reason_field(**kwargs: Any) -> forms.CharField:
    """Why it is done; the trail keeps it."""
    kwargs.setdefault("label", "事由")
    kwargs.setdefault("help_text", "记入留痕，请写明依据。")
    return forms.CharField(
        max_length=200, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), **kwargs
    )


class ActForm(WordedModelForm):
    """A form about one row (or none yet) that calls an action when everything is filled in.

    ``request`` is set on the class that ``made_for`` makes. ``self.instance`` is never written
    to: it stays what the page shows.
    """

    request: ClassVar[ActorRequest]
    result: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ScopedChoiceField):
                field.bind_to(self.actor)

    @property
    def actor(self) -> Actor:
        """Who fills it in."""
        return self.request.actor

    @property
    def tenant(self) -> Tenant:
        """The city for which the actor writes now."""
        if self.actor.tenant is None:
            raise PermissionDenied("您当前没有任职，不能办理。请联系上级负责人。")
        return self.actor.tenant

    def act(self) -> Any:
        """Call the action with ``cleaned_data``; returns the row to show next."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        """In place of Django's own: the row is written by the action, or not at all."""
        if not self.errors:
            with refusals(self.request, form=self):
                self.result = self.act()

    def changed(self, *names: str) -> dict[str, Any]:
        """Those of the named answers that differ from what the row says now."""
        answers = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return {
            name: value for name, value in answers.items() if value != getattr(self.instance, name)
        }


@dataclass(frozen=True, slots=True)
class Act:
    """Something done to one row on a page of its own: the row's page links to it.

    ``allowed`` asks whether the actor sees the link; the action asks the right once more.
    """

    name: str
    label: str
    form: type[ActForm]
    allowed: Callable[[Actor, Any], bool]
    help: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class BulkAct:
    """Something done to each chosen row; ``run`` gets the row, the actor and the form's answers.

    It returns what to say of that row.
    """

    name: str
    label: str
    run: Callable[[Any, Actor, dict[str, Any]], str]
    allowed: Callable[[Actor], bool]
    form: type[forms.Form] = forms.Form
    help: str = ""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row: done, or why not."""

    label: str
    done: bool
    text: str


def run_each(
    rows: list[Any], *, act: BulkAct, actor: Actor, answers: dict[str, Any]
) -> list[RowResult]:
    """Run the act on each row in a transaction of its own; a refusal doesn't stop the rest."""
    results = []
    for row in rows:
        label = str(row)
        try:
            with transaction.atomic():
                text, done = act.run(row, actor, answers), True
        except ValidationError as refusal:
            text, done = "；".join(refusal.messages), False
        except PermissionDenied as refusal:
            text, done = str(refusal), False
        results.append(RowResult(label, done, text))
    return results
