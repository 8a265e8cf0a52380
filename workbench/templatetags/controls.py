"""Draw form controls in the house style; Django itself adds the aria attributes."""

from django import template
from django.forms import BoundField, ChoiceField, Form, ModelChoiceField, widgets
from django.utils.safestring import SafeString

register = template.Library()

GROUPS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


def css_class(field: BoundField) -> str:
    """The class of a control by its widget."""
    widget = field.field.widget
    if isinstance(widget, GROUPS):
        base = "choice-list"
    elif isinstance(widget, widgets.CheckboxInput):
        base = "form-check-input"
    elif isinstance(widget, widgets.Select):
        base = "form-select"
    else:
        base = "form-control"
    own = widget.attrs.get("class", "")
    return " ".join(part for part in (base, own, "is-invalid" if field.errors else "") if part)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control of a field: its class, and a character counter where a length is limited."""
    attributes: dict[str, str | bool] = {"class": css_class(field)}
    limit = getattr(field.field, "max_length", None)
    if limit and isinstance(field.field.widget, widgets.Textarea):
        attributes["data-counter"] = str(limit)
    if field.field.widget.attrs.get("placeholder") == field.label:
        attributes["placeholder"] = False
    return field.as_widget(attrs=attributes)


@register.filter
def chosen(form: Form) -> str:
    """What a search asked for, in words, beside its folded fields."""
    asked = getattr(form, "cleaned_data", {})
    found = []
    for field in form.visible_fields():
        value = asked.get(field.name)
        if not value:
            continue
        if isinstance(field.field, ChoiceField) and not isinstance(field.field, ModelChoiceField):
            labels = {str(key): label for key, label in field.field.choices}  # type: ignore[union-attr, misc]
            value = labels.get(str(value), value)
        found.append(str(value))
    return "，".join(found)


@register.filter
def control_kind(field: BoundField) -> str:
    """Which layout a field needs: `check`, `group`, `file` or `plain`."""
    widget = field.field.widget
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, GROUPS):
        return "group"
    return "file" if isinstance(widget, widgets.FileInput) else "plain"
