"""The interface for other systems (数据接口): records in and out by a key of one city.

No cookies, no session: each call carries its key. Every refusal is JSON with Chinese words.
The first argument of a view must be named ``request``: django-ninja finds it by that name.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Annotated, Any, Final, Literal

from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as ParameterError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from hierarchy.actors import system_actor
from hierarchy.requests import client_address
from routines.actions.exchanging import take_records
from routines.models import Record
from routines.outgoing import as_sent, page_of
from routines.terms import RecordKind, Source
from routines.wire import (
    MOST,
    BadBodyError,
    Outcome,
    RecordIn,
    RecordPage,
    Refusal,
    read_body,
)
from workflow.actions.tokens import use_token
from workflow.models import ApiToken

READS, WRITES = "120/m", "30/m"
"""Calls a minute and key."""
_WRONG_KEYS: Final = 20
_WINDOW: Final = 60
_LARGEST_MB: Final = 5

_REFUSALS: Final = dict.fromkeys((401, 413, 422, 429), Refusal)
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "title": "Delivery",
                    "required": ["records"],
                    "additionalProperties": False,
                    "properties": {
                        "records": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MOST,
                            "items": RecordIn.model_json_schema(),
                        }
                    },
                }
            }
        },
    }
}


_KIND: Any = Literal["", *(str(kind) for kind in RecordKind)]
_CODE: Final = r"^[^\x00-\x1f]*$"


class Reads(AuthRateThrottle):
    """Counted apart from what writes: whoever reads much may still deliver."""

    scope = "api-reads"


class Writes(AuthRateThrottle):
    """Counted apart from what reads."""

    scope = "api-writes"


class KeyRequest(HttpRequest):
    """A request whose key was found good."""

    auth: ApiToken


class ByToken(HttpBearer):
    """``Authorization: Bearer`` with a live key."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The key; too many wrong ones from one address are not looked at for a minute."""
        counter = f"api-wrong-key:{client_address(request) or ''}"
        if cache.get(counter, 0) >= _WRONG_KEYS:
            raise HttpError(429, "令牌错误次数过多，请一分钟后再试。")
        found = use_token(secret=token, actor=system_actor(at=timezone.now()))
        if found is None:
            cache.add(counter, 0, _WINDOW)
            with suppress(ValueError):  # its minute was over in between
                cache.incr(counter)
            raise AuthenticationError(message=_WRONG_KEY)
        return found


_WRONG_KEY: Final = "令牌无效、已停用或已过期。请核对请求头 Authorization，或请市级管理员重新签发。"
_CODES: Final = {400: "bad_request", 401: "bad_token", 413: "too_large", 429: "too_many_calls"}

api = NinjaAPI(
    title="五级协同 数据接口",
    version="1.0",
    description="与苏州智慧党建等系统交换党组织的组织生活记录。令牌由市级系统管理员签发。",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=ByToken(),
)


@api.post(
    "/records",
    response={200: Outcome, 400: Refusal, **_REFUSALS},
    summary="推送组织生活记录",
    description=f"一次最多 {MOST} 条；按外部编号识别，同一条重复推送不会重复登记。逐条返回结果。",
    url_name="records",
    operation_id="put_records",
    throttle=[Writes(WRITES)],
    openapi_extra=_BODY,
)
def put_records(request: KeyRequest) -> dict[str, Any]:
    """Take records in; each is told apart by its external id, so that a call may be repeated."""
    try:
        body = request.body
    except RequestDataTooBig as error:
        text = f"一次推送的内容不能超过 {_LARGEST_MB} MB，请分批推送。"
        raise HttpError(413, text) from error
    token = request.auth
    results = take_records(
        tenant=token.tenant,
        given=read_body(body),
        source=Source.PLATFORM,
        token=token,
        actor=system_actor(at=timezone.now(), request_id=getattr(request, "request_id", "")),
    )
    counts = {
        name: sum(one.result == name for one in results)
        for name in ("created", "updated", "unchanged", "refused")
    }
    return {"received": len(results), **counts, "results": results}


@api.get(
    "/records",
    response={200: RecordPage, **_REFUSALS},
    summary="读取组织生活记录",
    description="按编号顺序逐页读取本市已登记和已撤回的记录；谈心谈话只有时间、地点和组织。",
    url_name="records",
    operation_id="get_records",
    throttle=[Reads(READS)],
)
def get_records(
    request: KeyRequest,
    since: Annotated[dt.date | None, Query(description="活动日期起")] = None,
    until: Annotated[dt.date | None, Query(description="活动日期止")] = None,
    kind: Annotated[_KIND, Query(description="类别")] = "",
    organization_code: Annotated[
        str, Query(max_length=32, pattern=_CODE, description="组织代码")
    ] = "",
    after: Annotated[int, Query(ge=0, le=2**62, description="上一页返回的 next")] = 0,
    size: Annotated[int, Query(ge=1, le=MOST, description="每页条数")] = 200,
) -> dict[str, Any]:
    """The records of the key's city, page by page."""
    rows, following = page_of(
        Record.objects.filter(tenant=request.auth.tenant),
        since=since,
        until=until,
        kind=kind,
        organization_code=organization_code,
        after=after,
        size=size,
    )
    return {"records": [as_sent(row) for row in rows], "next": following}


@api.exception_handler(BadBodyError)
def refuse_body(request: HttpRequest, refused: BadBodyError) -> HttpResponse:
    """A body that is no list of records."""
    return _refusal(request, refused.code, refused.message, refused.status)


@api.exception_handler(ParameterError)
def refuse_parameters(request: HttpRequest, refused: ParameterError) -> HttpResponse:
    """Parameters that can't be read, by name."""
    names = list(dict.fromkeys(str(error["loc"][-1]) for error in refused.errors))
    text = f"参数 {'、'.join(names)} 填写有误，请按接口说明核对。"
    return _refusal(request, "bad_parameters", text, 422)


@api.exception_handler(HttpError)
def refuse_call(request: HttpRequest, refused: HttpError) -> HttpResponse:
    """No key, too many calls, too much at once."""
    words = {401: _WRONG_KEY, 429: "调用过于频繁，请一分钟后再试。"}
    status = refused.status_code
    said = refused.message if not refused.message.isascii() else words.get(status, "请求有误。")
    response = _refusal(request, _CODES.get(status, "refused"), said, status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 429:
        response["Retry-After"] = str(_WINDOW)
    return response


def _refusal(request: HttpRequest, code: str, message: str, status: int) -> HttpResponse:
    response: HttpResponse = api.create_response(
        request, {"code": code, "message": message}, status=status
    )
    return response
