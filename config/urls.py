"""Every address of the site, one line a room."""

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView, TemplateView

from config import health
from routines.api import api
from routines.views.interface import api_docs

own_page = login_required(RedirectView.as_view(pattern_name="accounts:profile"))
forgotten_password = TemplateView.as_view(template_name="account/password_reset.html")

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    # The address one is reached by is kept on one's own page, beside the telephone number.
    path("account/email/", own_page, name="account_email"),
    # An address that people write themselves proves nobody: staff do, and set a new password.
    re_path("^account/password/reset/", forgotten_password, name="forgotten_password"),
    path("account/", include("allauth.urls")),
    path("", include("workbench.urls")),
    path("", include("workflow.urls")),
    path("", include("accounts.urls")),
    path("", include("hierarchy.urls")),
    path("", include("checklists.urls")),
    path("", include("coverage.urls")),
    path("", include("routines.urls")),
    path("", include("projects.urls")),
    path("", include("inspections.urls")),
    path("", include("people.urls")),
    path("api/docs/", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
