"""Rows of signing in and of one's own account, which allauth serves under /account/."""

from __future__ import annotations

from tests.house.matrix.row import ANY, DONE, RARER, Cell, Row

_RARER = dict.fromkeys(RARER, ANY)


def _open(name: str, *, post: str = "405", **more: object) -> Row:
    """A page for whoever comes by."""
    sent = Cell(ok=post) if post != "405" else None
    return Row(name, get=Cell(), post=sent, public=True, others=_RARER, **more)  # type: ignore[arg-type]


def _own(name: str, *, get: str = "200", post: str = "405") -> Row:
    """A page about oneself: for whoever is signed in."""
    sent = Cell(ok=post) if post != "405" else None
    return Row(name, get=Cell(ok=get), post=sent, others=_RARER)


def _visitors(name: str) -> Row:
    """A page for visitors: whoever is signed in goes to the front page."""
    home = Cell(ok=DONE)
    return Row(name, get=home, post=home, visitor="200|405", others=_RARER)


# An account's second factor and password are the person's own: every answer is the same for
# all who are signed in, and none takes an id.
ROWS = (
    _visitors("account_login"),
    _visitors("account_signup"),
    Row(
        "account_logout", get=Cell(), post=Cell(ok="login"), visitor="200|405|login", others=_RARER
    ),
    _own("account_reauthenticate", post="200"),
    _own("account_email", get=DONE, post=DONE),
    _own("account_change_password", post="200"),
    _own("account_set_password", get=DONE, post=DONE),
    _own("account_confirm_login_code", get=DONE, post=DONE),
    _open("account_inactive"),
    _open("account_email_verification_sent"),
    _open("account_confirm_email", post="404", args=("abc",)),
    _open("forgotten_password"),
    _open("account_reset_password"),
    _open("account_reset_password_done"),
    _open("account_reset_password_from_key", args=("1", "abc")),
    _open("account_reset_password_from_key_done"),
    _own("mfa_index"),
    _own("mfa_authenticate", get=DONE, post=DONE),
    _own("mfa_reauthenticate", get=DONE, post=DONE),
    _own("mfa_activate_totp", get=DONE, post=DONE),
    _own("mfa_deactivate_totp", get="404", post="404"),
    _own("mfa_view_recovery_codes", get="404"),
    _own("mfa_generate_recovery_codes", get=DONE, post=DONE),
    _own("mfa_download_recovery_codes", get="404", post="404"),
    _own("usersessions_list", post=DONE),
)
# Addresses that nobody of the cast is meant to open, and why.
SHUT = {
    "mfa_deactivate_totp": "for those with a second factor",
    "mfa_view_recovery_codes": "for those with a second factor",
    "mfa_download_recovery_codes": "for those with a second factor",
}
