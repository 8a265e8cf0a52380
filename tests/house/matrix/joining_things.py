"""Joint-group proposals on the stage: at two officers of the city and at one of the other."""

from __future__ import annotations

from coverage.actions.proposing import make_proposals
from coverage.models import JointProposal
from tests.coverage.joint_units import joining_unit
from tests.house.matrix.cast import seers
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing

STUDIED_AT = ("officer", "sibling_officer", "twin.officer")


def joining_things(stage: Stage) -> dict[str, list[Thing]]:
    """Each is of two units whose building bears a word that only their readers may read."""
    return {"proposals": [_proposal(stage, key) for key in STUDIED_AT]}


def _proposal(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    officer = half.city.bodies[name]
    readers = seers(key, right="see work")
    word = stage.words.plant(f"鹮{officer.pk}厦", readers=readers)
    for number in (1, 2):
        joining_unit(
            half.city,
            f"{word}{number}号商行",
            2,
            place=officer,
            region=officer.region,
            building=word,
        )
    make_proposals(organization=officer, actor=half.city.actor(name))
    proposal = JointProposal.objects.get(organization=officer)
    return Thing(f"proposal at {key}", (proposal.pk,), readers, {"at": key})
