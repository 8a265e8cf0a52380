"""Addresses of the workbench room."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from workbench import style_page
from workbench.views import help_pages, search, todo

app_name = "workbench"
urlpatterns: list[URLPattern] = [
    path("", todo.todo, name="todo"),
    path("search/", search.search, name="search"),
    path("help/", help_pages.help_index, name="help"),
    path("help/<slug:slug>/", help_pages.handbook, name="handbook"),
]
if settings.DEBUG:
    urlpatterns.append(path("style/", style_page.style, name="style"))
