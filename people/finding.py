"""What of this room bears some words: workers, talents, and members as one reads their names.

Numbers are no part of it: the words of the search stand in an address, and an exact number has a
page of its own that sends it in the body.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Left, Length, RPad

from hierarchy.actors import Actor
from people.models import Member, PeoplePolicy, Talent, Worker
from people.name_searches import as_read, order_for
from people.querysets import own_or_affiliated

NAME_AS_READ: Final = "name_as_read"


def found_members(text: str, actor: Actor) -> QuerySet[Any, Any]:
    """Members on the register by name, or by what a mask shows; each with ``name_as_read``.

    None where the city keeps counts only.
    """
    policy = PeoplePolicy.objects.filter(tenant=OuterRef("tenant")).effective(actor.on)
    kept = Subquery(policy.order_by("-effective_from").values("register_on")[:1])
    masked = RPad(Left("name", 1), Length("name"), Value("*"))
    shown = Case(
        When(own_or_affiliated(actor), then="name"), default=masked, output_field=CharField()
    )
    rows = Member.objects.visible_to(actor).counting().filter(as_read(text, actor))
    found: Any = rows.alias(is_kept=kept).filter(is_kept=True).annotate(name_as_read=shown)
    return found.order_by(*order_for(actor))


def found_workers(text: str, actor: Actor) -> QuerySet[Any, Any]:
    """Full-time workers in post, by pinyin."""
    rows: Any = Worker.objects.visible_to(actor).serving(actor.on)
    return rows.filter(name__contains=text).order_by("name_key", "pk")


def found_talents(text: str, actor: Actor) -> QuerySet[Any, Any]:
    """Talents in the list by pinyin, by name or by what they are good at."""
    rows: Any = Talent.objects.visible_to(actor).listed(actor.on)
    found = rows.filter(Q(name__contains=text) | Q(strengths__contains=text))
    return found.order_by("name_key", "pk")
