"""Switching the acting post (切换身份)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from hierarchy.middleware import ACTING_KEY
from hierarchy.requests import ActorRequest


@login_required
@require_POST
def switch_post(request: ActorRequest) -> HttpResponse:
    """Act as another of one's own live posts from now on; any other post is 404."""
    wanted = request.POST.get("post", "")
    post = next((post for post in request.actor.posts if str(post.pk) == wanted), None)
    if post is None:
        raise Http404
    request.session[ACTING_KEY] = post.pk
    messages.success(request, f"已切换为“{post.label}”的身份，之后的操作都记在这个岗位名下。")
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = "/"
    return redirect(onward)
