"""Addresses of the workbench room."""

from django.conf import settings
from django.urls import URLPattern, path

from workbench import style_page

app_name = "workbench"
urlpatterns: list[URLPattern] = []
if settings.DEBUG:
    urlpatterns.append(path("style/", style_page.style, name="style"))
