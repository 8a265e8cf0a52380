"""A development file goes where its probationary member goes (档案随党员走), and ends with him."""

from __future__ import annotations

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from people.admission_moves import ADMISSION_MOVES
from people.models import Admission, Member
from workflow import audit
from workflow.moves import perform


def file_follows(
    member: Member, *, home: Organization, branch: Organization, post: Post | None, actor: Actor
) -> bool:
    """Let a running file go over with the relation; the new branch records what comes next.

    The approving committee stays named until the new branch names its own. Part of an action.
    """
    file = _running(member)
    if file is None:
        return False
    file.organization = branch
    file.save(update_fields=["organization"])
    audit.record(
        verb="admission.follow",
        target=file,
        actor=actor,
        organization=branch,
        before={"organization": home.name},
        after={"organization": branch.name},
        post=post,
    )
    return True


def file_ends(member: Member, *, words: str, post: Post | None, actor: Actor) -> None:
    """End the running file of a member who is gone: nobody is reminded of its steps any more.

    Part of an action, which asked for the right.
    """
    file = _running(member)
    if file is None:
        return
    reason = f"随“{words}”终止。"
    changes = {"ended_on": actor.on, "ended_words": reason, "due_on": None}
    perform(
        file,
        "end",
        table=ADMISSION_MOVES,
        actor=actor,
        reason=reason,
        changes=changes,
        allowed_as=post,
    )


def _running(member: Member) -> Admission | None:
    """The file that made this member one, while it is on its way; locked."""
    rows = Admission.objects.running().select_for_update(of=("self",))
    found: Admission | None = rows.select_related("tenant").filter(member=member).first()
    return found
