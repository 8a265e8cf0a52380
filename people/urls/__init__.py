"""The addresses of the people room, one file a part."""

from __future__ import annotations

from people.urls import admissions, care, growth, guidance, register, staff

app_name = "people"

urlpatterns = [
    *staff.urlpatterns,
    *guidance.urlpatterns,
    *register.urlpatterns,
    *admissions.urlpatterns,
    *care.urlpatterns,
    *growth.urlpatterns,
]
