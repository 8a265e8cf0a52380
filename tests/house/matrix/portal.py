"""Rows of workbench, workflow, accounts and hierarchy."""

from __future__ import annotations

from tests.house.matrix.row import DONE, FORM, Cell, Row

SEEN = Cell()
SENT = Cell(ok=FORM)
GONE = Cell(ok=DONE)


def _form(right: str, at: str = "at", **more: frozenset[str]) -> dict[str, Cell]:
    """A page with a form: drawn, or drawn again with what is missing."""
    return {"get": Cell(right, at, **more), "post": Cell(right, at, ok=FORM, **more)}


# Holders, and who stands in for them, lend out their own post; so does whoever appoints there.
OWN_POST = frozenset({"officer", "lawyer_officer", "twin.officer"})

# Where the whole city's system is looked after.
KEPT = Cell("organize", "city")
KEPT_FORM = {"get": KEPT, "post": Cell("organize", "city", ok=FORM)}

MESSAGES = (
    Row("workflow:message_settings", get=SEEN, post=SENT),
    # Whoever holds no post has no city, and no channel: back to the settings.
    Row("workflow:way_set", args=("feishu",), get=Cell(ok="200|302"), post=Cell(ok="302|422")),
    Row("workflow:way_test", "ways", post=GONE),
    Row("workflow:way_confirm", "ways", post=GONE),
    Row("workflow:way_switch", "ways", post=GONE),
    Row("workflow:way_forget", "ways", post=GONE),
    Row("workflow:delivery_act", "deliveries", ("confirm",), post=GONE),
    Row("workflow:delivery_act", "deliveries", ("resend",), post=GONE),
    Row("workflow:operations", get=KEPT),
    Row("workflow:reminder_plans", get=KEPT),
    Row("workflow:plan_add", **KEPT_FORM),
    Row("workflow:plan_edit", "reminder_plans", **KEPT_FORM),
    Row("workflow:policy_edit", **KEPT_FORM),
    Row(
        "workflow:channel_edit", args=("feishu",), get=KEPT, post=Cell("organize", "city", ok=DONE)
    ),
)
WORKBENCH = (
    Row("livez", get=SEEN, public=True),
    Row("readyz", get=Cell(ok="200|503"), public=True),
    Row("workbench:todo", get=SEEN),
    Row("workbench:search", get=SEEN),
    Row("workbench:help", get=SEEN),
    Row("workbench:handbook", args=("leader",), get=SEEN),
)
WORKFLOW = (
    Row("workflow:inbox", get=SEEN),
    Row("workflow:notices_read", post=GONE, data={"all": "1"}),
    Row("workflow:notice_open", "notices", get=GONE),
    Row("workflow:attachment_upload", "handlers", post=Cell("handle", ok=FORM)),
    Row("workflow:attachment", "files", get=SEEN),
    Row("workflow:attachment_thumbnail", "files", get=SEEN),
    Row("workflow:filter_save", post=GONE),
    Row("workflow:filter_delete", "filters", post=GONE),
    Row("workflow:audit", get=Cell("audit"), trail=True),
    *MESSAGES,
)
ACCOUNTS = (
    Row("accounts:profile", get=SEEN),
    Row("accounts:contact_edit", get=SEEN, post=Cell(ok="302|422"), data={"phone": "1"}),
)
BODIES = (
    Row("hierarchy:organization_list", get=SEEN),
    Row("hierarchy:organization_detail", "bodies", get=SEEN),
    Row("hierarchy:organization_children", "bodies", get=SEEN),
    Row("hierarchy:organization_act", "bodies", ("rename",), **_form("organize", "superior")),
    Row("hierarchy:organization_act", "bodies", ("close",), **_form("organize", "superior")),
    Row("hierarchy:organization_act", "handlers", ("move",), **_form("organize", "superior")),
    Row("hierarchy:organization_act", "units", ("found-branch",), **_form("organize", "superior")),
    Row("hierarchy:station_site", "sites", get=SEEN),
    Row("hierarchy:region_list", get=SEEN),
    Row("hierarchy:region_detail", "regions", get=SEEN),
)
POSTS = (
    Row("hierarchy:switch_post", "posts", post=GONE),
    Row("hierarchy:position_create", "bodies", **_form("appoint")),
    Row("hierarchy:region_position_create", "regions", **_form("appoint")),
    Row("hierarchy:appoint", "positions", **_form("appoint")),
    Row("hierarchy:appoint", "region_positions", **_form("appoint")),
    Row("hierarchy:position_abolish", "positions", **_form("appoint")),
    Row("hierarchy:appointment_list", get=SEEN),
    Row("hierarchy:appointment_end", "appointments", **_form("appoint")),
    Row("hierarchy:delegation_create", "appointments", **_form("appoint", also=OWN_POST)),
    Row("hierarchy:delegation_revoke", "delegations", **_form("appoint", also=OWN_POST)),
    Row("hierarchy:handover_create", "appointments", **_form("appoint")),
    Row("hierarchy:handover_detail", "handovers", get=SEEN),
    Row("hierarchy:handover_word", "handovers", get=SEEN),
    Row("hierarchy:account_open", **_form("appoint", "anywhere")),
    Row("hierarchy:person_detail", "people", get=SEEN),
    Row("hierarchy:account_close", "people", **_form("appoint", "anywhere")),
    Row("hierarchy:account_reset", "people", **_form("appoint", "anywhere")),
)

ROWS = (*WORKBENCH, *WORKFLOW, *ACCOUNTS, *BODIES, *POSTS)
