"""As which post the work of each body is done: what every room's to-dos say alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability


@dataclass(frozen=True, slots=True)
class ServedAs:
    """The posts of one person that hold a capability, named as the top bar names them.

    A station that serves several industries is a body under each of them, all served by one
    post (一站多行业): there the industry's body is named too.
    """

    labels: dict[int, str]
    often: Counter[str]

    @classmethod
    def of(cls, actor: Actor, capability: Capability) -> ServedAs:
        """The posts that hold one capability; the acting one goes first."""
        known = {post.pk: post.label for post in actor.posts}
        acting = actor.acting.pk if actor.acting else None
        labels: dict[int, str] = {}
        for grant in actor.scope(capability).nodes:
            if grant.organization_id not in labels or grant.appointment_id == acting:
                labels[grant.organization_id] = known.get(grant.appointment_id, "")
        return cls(labels, Counter(labels.values()))

    @property
    def bodies(self) -> list[int]:
        """The ids of the bodies served."""
        return list(self.labels)

    def name(self, body: int, committee: Organization | str | None) -> str:
        """The post at one body, which stands under this committee."""
        label = self.labels[body]
        if not committee or self.often[label] < 2:
            return label
        return f"{label}（{committee if isinstance(committee, str) else committee.label}）"


def committee_of(body: str) -> Coalesce:
    """What ``Organization.label`` says of the committee above a body, for grouped rows."""
    short = NullIf(F(f"{body}__committee__short_name"), Value(""))
    return Coalesce(short, F(f"{body}__committee__name"))
