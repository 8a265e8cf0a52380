"""The addresses of the accounts room; signing in itself is allauth's, under /account/."""

from __future__ import annotations

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("me/contact/", views.contact_edit, name="contact_edit"),
]
