"""The administration site (管理后台): entered by the portal's own door, by staff with a post.

Signing in, the second factor, lock-out, signing out and the password are allauth's, once for the
whole product. Only pages that stay in scope are taken: what libraries register for their own
tables (sessions, tokens, access attempts) is left out.
"""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe
from unfold.sites import UnfoldAdminSite

# Addresses that answer about rows without asking a page's own scope.
LEFT_OUT = frozenset({"view_on_site"})


class StaffSite(UnfoldAdminSite):
    """Administration pages for committee staff."""

    site_title = "五级协同 管理后台"
    site_header = "五级协同 管理后台"
    index_title = "管理后台"
    enable_nav_sidebar = True
    final_catch_all_view = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take ``ScopedAdmin`` pages only, and pass over any other without a word."""
        if getattr(admin_class, "stays_in_scope", False):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff by an appointment in force today; a superuser without one stays outside."""
        user = request.user
        if not (user.is_active and getattr(user, "is_staff", False)):
            return False
        return request.actor.acting is not None  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        kept = [url for url in super().get_urls() if getattr(url, "name", None) not in LEFT_OUT]
        return [*self._sheet_urls(), *kept]

    def _sheet_urls(self) -> list[URLPattern]:
        """A way in and a way out for each import kind, whichever page leads there."""
        from workflow.views import admin_sheets

        asked = require_http_methods(["GET", "HEAD", "POST"])
        imported = self.admin_view(asked(admin_sheets.sheet_import))
        exported = self.admin_view(require_safe(admin_sheets.sheet_export))
        return [
            path("sheets/<slug:kind>/import/", imported, name="sheet_import"),
            path("sheets/<slug:kind>/export/", exported, name="sheet_export"),
        ]

    def search(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Left out: it keeps answers beyond the rights they were given by."""
        raise Http404

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To the sign-in page; who is signed in already is told why this stays closed."""
        if request.user.is_authenticated:
            raise PermissionDenied(
                "管理后台供市、专委会（党委）和工作站的工作人员使用，您当前没有相应任职。"
                "如需办理，请联系上级负责人。"
            )
        return redirect_to_login(request.GET.get("next") or request.get_full_path())

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Sign out of the whole product."""
        response: HttpResponse = account.logout(request)
        return response

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The password page of the portal."""
        return redirect("account_change_password")
