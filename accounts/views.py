"""The page of one's own account (我的)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import amend_contact
from accounts.forms import ContactForm


@login_required
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am: name, posts held and stood in for, contact, ways to more safety."""
    actor: Any = request.actor  # type: ignore[attr-defined]  # set by hierarchy.middleware
    own = [post for post in actor.posts if not post.stands_in]
    prefetch_related_objects([post.appointment for post in own], "delegations__delegate")
    posts = [
        {
            "post": post,
            "appointment": post.appointment,
            "stand_ins": _stand_ins(post.appointment, actor) if not post.stands_in else [],
        }
        for post in actor.posts
    ]
    return render(request, "accounts/profile.html", {"posts": posts, "today": actor.on})


def _stand_ins(appointment: Any, actor: Any) -> list[Any]:
    """Stand-ins of today and to come, not taken back."""
    return [
        delegation
        for delegation in appointment.delegations.all()
        if delegation.revoked_at is None and delegation.ends_on >= actor.on
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest) -> HttpResponse:
    """Change one's own phone and e-mail address."""
    user: Any = request.user
    form = ContactForm(request.POST or None, initial={"phone": user.phone, "email": user.email})
    if request.method == "POST" and form.is_valid():
        try:
            amend_contact(user=user, actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except ValidationError as refused:
            form.add_error(None, ValidationError(refused.messages))
        else:
            messages.success(request, "联系方式已更新，今后按新的电话和邮箱联系您。")
            return redirect("accounts:profile")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/contact_form.html", {"form": form}, status=status)
