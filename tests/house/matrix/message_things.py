"""What belongs to messages on the stage: addresses, deliveries, plans of reminding."""

from __future__ import annotations

from tests.house.matrix.cast import PEOPLE, city_of, everyone
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from workflow.models import Channel, ContactWay, Delivery, ReminderPlan
from workflow.sealing import seal

PEOPLE_REACHED = ("officer", "secretary", "twin.officer")


def message_things(stage: Stage) -> dict[str, list[Thing]]:
    """One person's address and message, and one plan a city."""
    kinds: dict[str, list[Thing]] = {"ways": [], "deliveries": [], "reminder_plans": []}
    for key in PEOPLE_REACHED:
        kinds["ways"].append(_way(stage, key))
        kinds["deliveries"].append(_delivery(stage, key))
    for prefix in ("", "twin."):
        tenant = stage.half(prefix)[0].city.tenant
        Channel.objects.create(tenant=tenant, kind="feishu", is_on=True)
        plan = ReminderPlan.objects.create(
            tenant=tenant, source="checklists.task", effective_from=stage.half(prefix)[0].city.on
        )
        at = f"{prefix}city"
        thing = Thing(f"{prefix}plan", (plan.pk,), everyone(city=prefix), {"at": at})
        kinds["reminder_plans"].append(thing)
    return kinds


def _way(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    way = ContactWay.objects.create(
        user=half.city.users[name], kind="email", address=seal("a@example.com"), hint="a"
    )
    return Thing(f"address of {key}", (way.pk,), frozenset({key}))


def _delivery(stage: Stage, key: str) -> Thing:
    """Its recipient sees it, and whoever keeps the city's system running."""
    half, name = stage.half(key)
    delivery = Delivery.objects.create(
        tenant=half.city.tenant,
        recipient=half.city.users[name],
        kind="email",
        key="stage",
        title="消息",
        body="",
        state=Delivery.State.UNKNOWN,
        created_at=half.city.at,
        send_after=half.city.at,
    )
    city = f"{city_of(key)}city"
    keepers = {one.name for one in PEOPLE.values() if one.may("organize", at=city)}
    return Thing(f"message to {key}", (delivery.pk,), frozenset({key, *keepers}))
