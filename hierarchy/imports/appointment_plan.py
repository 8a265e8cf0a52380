"""Judging a sheet of people and their appointments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError

from accounts.models import User
from documents.intake.fields import Field
from documents.intake.rows import ReadRow
from hierarchy.actors import Actor
from hierarchy.imports.planning import (
    NEW,
    REFUSED,
    UNCHANGED,
    Fault,
    Held,
    Planned,
    hold,
    others,
    repeated,
)
from hierarchy.imports.regions import TERRITORY_BODY, NoPlace, Regions
from hierarchy.imports.tree_register import Node, TreeRegister
from hierarchy.models import Appointment, Position, Tenant
from hierarchy.rules import KEEPER_ROLES
from hierarchy.terms import Capability, Role, Tier

_NOT_USABLE: Final = (
    "这个工号已有账号，但姓名不符、已注销或不能在本市任职。请核对工号和姓名，或换一个工号。"
)
OPENS: Final = (
    "将开设账号。初始密码不写入表格：导入后由管理任职的同志在人员页面“重置登录”，当面交付。"
)


class _Post(NamedTuple):
    pk: int
    title: str
    role: str


class _Place(NamedTuple):
    """A body, or a region of the territory line, with its posts."""

    name: str
    posts: list[_Post]


class _Draft(NamedTuple):
    row: Held
    values: dict[str, Any]
    fault: Fault
    place: _Place | None
    post: _Post | None
    user: User | None


class AppointmentPlanner:
    """The plan of one sheet of appointments."""

    def __init__(self, fields: Sequence[Field], *, tenant: Tenant, actor: Actor) -> None:
        self._fields = {field.key: field for field in fields}
        self._tenant = tenant
        self._actor = actor
        self._on = actor.on
        self._tree = TreeRegister(tenant, actor, Capability.MANAGE_APPOINTMENTS)
        self._posts = self._read_posts()
        self._regions = Regions(tenant)
        self._region_posts = self._read_region_posts()
        self._username = User._meta.get_field("username")

    def _read_posts(self) -> dict[int, list[_Post]]:
        """Posts by body; a station's hold on every node of its site."""
        rows = Position.objects.filter(
            tenant=self._tenant, organization__isnull=False, is_abolished=False
        ).values_list("organization_id", "organization__site_id", "pk", "title", "role")
        by_body: dict[int, list[_Post]] = defaultdict(list)
        by_site: dict[int, list[_Post]] = defaultdict(list)
        for body, site, pk, title, role in rows.order_by("pk"):
            (by_site[site] if site else by_body[body]).append(_Post(pk, title, role))
        for node in self._tree.by_id.values():
            if node.site_id:
                by_body[node.pk] = by_site[node.site_id]
        return by_body

    def _read_region_posts(self) -> dict[int, list[_Post]]:
        """Posts of the territory line by region, for those who fill them: at the city's root."""
        root = next((node for node in self._tree.by_id.values() if node.tier == Tier.CITY), None)
        if root is None or not self._tree.reaches(root):
            return {}
        rows = Position.objects.filter(
            tenant=self._tenant, region__isnull=False, is_abolished=False
        ).values_list("region_id", "pk", "title", "role")
        found: dict[int, list[_Post]] = defaultdict(list)
        for region, pk, title, role in rows.order_by("pk"):
            found[region].append(_Post(pk, title, role))
        return found

    def run(self, rows: Iterable[ReadRow]) -> Iterator[Planned]:
        """One planned row for each row, in their order."""
        held = list(hold(rows, list(self._fields.values())))
        users = self._read_users(held)
        drafts = [self._draft(row, users) for row in held]
        self._refuse_repeated(drafts)
        self._refuse_two_names(drafts)
        present = self._present(drafts)
        self._refuse_keepers(drafts, present)
        return (self._conclude(draft, present) for draft in drafts)

    def _read_users(self, held: Sequence[Held]) -> dict[str, User]:
        names = {str(row.get("username")) for row in held if row.get("username")}
        return {user.username: user for user in User.objects.filter(username__in=names)}

    def _draft(self, row: Held, users: dict[str, User]) -> _Draft:
        values: dict[str, Any] = row.values()
        fault = Fault(row)
        place = self._find_place(values, fault)
        post = self._find_post(place, values, fault) if place else None
        user = users.get(values.get("username", ""))
        self._check_username(values, user, fault)
        day = values.get("starts_on")
        if day is not None and day > self._on:
            text = f"晚于今天（{self._on}）。请在任职当天或之后导入。"
            fault.cell(self._fields["starts_on"], text, day)
        return _Draft(row, values, fault, place, post, user)

    def _find_place(self, values: dict[str, Any], fault: Fault) -> _Place | None:
        text = values.get("organization")
        if text is None:
            return None
        territory = self._find_region(text)
        if territory is not None:
            return territory
        node = self._find_body(text, fault)
        return _Place(node.name, self._posts.get(node.pk, [])) if node else None

    def _find_region(self, text: str) -> _Place | None:
        """The region's own committee (县区、镇街两新工委), where no body bears that name."""
        if not self._region_posts or self._tree.find(text):
            return None
        found = self._regions.find_one(text.removesuffix(TERRITORY_BODY))
        if isinstance(found, NoPlace) or found.region_id not in self._region_posts:
            return None
        name = f"{self._regions.name_of(found.region_id)}{TERRITORY_BODY}"
        return _Place(name, self._region_posts[found.region_id])

    def _find_body(self, text: str, fault: Fault) -> Node | None:
        found = self._tree.find(text)
        sites = {node.site_id for node in found}
        if len(found) == 1 or (found and len(sites) == 1 and None not in sites):
            return found[0]
        if found:
            codes = "、".join(node.code or "（未编代码）" for node in found[:5])
            refusal = f"不止一个组织名为“{text}”，请改填代码：{codes}。"
        else:
            refusal = self._tree.refusal(text, "组织")
        fault.cell(self._fields["organization"], refusal, text)
        return None

    def _find_post(self, place: _Place, values: dict[str, Any], fault: Fault) -> _Post | None:
        posts, title = place.posts, values.get("title")
        found = [post for post in posts if title in (None, post.title)]
        if len(found) == 1:
            return found[0]
        titles = "、".join(post.title for post in posts) or "（未设岗位）"
        text = f"“{place.name}”的岗位有：{titles}。请填写其中一个职务。"
        fault.cell(self._fields["title"], text, title)
        return None

    def _check_username(self, values: dict[str, Any], user: User | None, fault: Fault) -> None:
        username = values.get("username")
        if username is None:
            return
        field = self._fields["username"]
        if user is None:
            try:
                self._username.run_validators(username)
            except ValidationError as error:
                fault.cell(field, " ".join(error.messages), username)
        elif self._actor.user is not None and user.pk == self._actor.user.pk:
            fault.cell(field, "不能为本人任职。请由上级或另一位管理任职的同志办理。", username)
        elif not user.is_active or values.get("name") not in (None, user.name):
            fault.cell(field, _NOT_USABLE, username)

    def _refuse_repeated(self, drafts: Sequence[_Draft]) -> None:
        same = repeated(
            ((draft.values.get("username"), draft.post.pk), draft.row.number)
            for draft in drafts
            if draft.post and draft.values.get("username")
        )
        by_number = {draft.row.number: draft for draft in drafts}
        for numbers in same.values():
            for number in numbers:
                text = f"与{others(numbers, number)}是同一人的同一岗位，请只保留一行。"
                by_number[number].fault.row(text)

    def _refuse_two_names(self, drafts: Sequence[_Draft]) -> None:
        """One login name is one person, however many posts that person has in the file."""
        names: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for draft in drafts:
            username, name = draft.values.get("username"), draft.values.get("name")
            if username and name:
                names[username][name].append(draft.row.number)
        for draft in drafts:
            of_one = names.get(draft.values.get("username", ""), {})
            if len(of_one) > 1:
                numbers = sorted(number for found in of_one.values() for number in found)
                draft.fault.cell(
                    self._fields["name"],
                    f"同一工号在{others(numbers, draft.row.number)}是另一个姓名，请核对。",
                    draft.values.get("name"),
                )

    def _present(self, drafts: Sequence[_Draft]) -> dict[int, list[Appointment]]:
        """What the people of the file hold, or held, by user."""
        ids = {draft.user.pk for draft in drafts if draft.user}
        rows = Appointment.objects.filter(user__in=ids).select_related("position").order_by("pk")
        found: dict[int, list[Appointment]] = defaultdict(list)
        for appointment in rows:
            found[appointment.user_id].append(appointment)
        for draft in drafts:
            if draft.user and any(
                each.position.tenant_id != self._tenant.pk for each in found[draft.user.pk]
            ):
                username = draft.values.get("username")
                draft.fault.cell(self._fields["username"], _NOT_USABLE, username)
        return found

    def _refuse_keepers(
        self, drafts: Sequence[_Draft], present: dict[int, list[Appointment]]
    ) -> None:
        """三员分立 (domain.md §8.1): a keeper holds no second role, nor in the same file."""
        roles: dict[str, set[str]] = defaultdict(set)
        for draft in drafts:
            if draft.post is None or "username" not in draft.values:
                continue
            roles[draft.values["username"]].add(draft.post.role)
            for each in present.get(draft.user.pk, []) if draft.user else []:
                if each.ends_on is None or each.ends_on >= self._on:
                    roles[draft.values["username"]].add(each.position.role)
        for draft in drafts:
            held = roles.get(draft.values.get("username", ""), set())
            if draft.post and len(held) > 1 and held & KEEPER_ROLES:
                named = "、".join(f"“{Role(role).label}”" for role in sorted(held))
                draft.fault.cell(
                    self._fields["title"],
                    f"同期将任{named}，系统管理、审计与业务岗位须分立，不得兼任。请另选人员。",
                    draft.post.title,
                )

    def _conclude(self, draft: _Draft, present: dict[int, list[Appointment]]) -> Planned:
        row, values, fault, post = draft.row, draft.values, draft.fault, draft.post
        where = f" {draft.place.name} {post.title}" if draft.place and post else ""
        title = f"{values.get('name', '')}{where}"
        day = values.get("starts_on") or self._on
        held = None
        if post and draft.user and not fault.errors:
            held = self._held(draft, post, present[draft.user.pk], day)
        if fault.errors or post is None:
            return Planned(row.number, REFUSED, title, errors=fault.errors, notes=fault.notes)
        if held is not None:
            return Planned(row.number, UNCHANGED, title, target_id=held.pk, notes=fault.notes)
        if draft.user is None:
            fault.note(OPENS)
        wanted: dict[str, Any] = {
            key: values[key] for key in ("username", "name", "phone") if key in values
        }
        wanted |= {"position_id": post.pk, "starts_on": str(day)}
        return Planned(row.number, NEW, title, values=wanted, notes=fault.notes)

    def _held(
        self, draft: _Draft, post: _Post, appointments: Sequence[Appointment], day: Any
    ) -> Appointment | None:
        """The appointment that a row describes, if it is there already."""
        for each in appointments:
            if each.position_id != post.pk:
                continue
            if each.ends_on is None or each.ends_on >= self._on > day:
                return each
            if each.ends_on >= day:
                draft.fault.cell(
                    self._fields["starts_on"],
                    f"此人曾任这一岗位至 {each.ends_on}，任职日期须在其后。请核对日期。",
                    draft.values.get("starts_on"),
                )
        return None
