"""Issuing to many: one statement for a whole list, however many receivers (decision 005).

``INSERT … SELECT … ON CONFLICT DO NOTHING`` over the issuer's direct subordinates: all
of it is written or nothing, and a second run writes nothing. Nothing new goes out below
an upper item that is not being worked on.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

from checklists.models import Allocation, Assignment, Checklist, ChecklistItem
from hierarchy.models import Organization

_FAN_OUT = """
    INSERT INTO {assignment} (
        tenant_id, item_id, issuer_id, receiver_id, tier, parent_id, key_point_id,
        committee_id, county_id, station_id, officer_id, district_id, town_id,
        status, target_value, progress, due_date, sign_due_date, issued_at,
        has_objected, extension_asked, is_decomposed
    )
    SELECT
        body.tenant_id, item.id, body.parent_id, body.id, body.tier, item.answers_id,
        COALESCE(item.key_point_id, item.id),
        body.committee_id, body.county_id, body.station_id, body.officer_id,
        body.district_id, body.town_id,
        'to_sign', COALESCE(share.target_value, item.target_value), 0,
        COALESCE(share.due_date, item.due_date), %(sign_due)s, %(at)s,
        false, false, false
    FROM {item} item
    JOIN {organization} body ON body.parent_id = %(issuer)s
    LEFT JOIN {allocation} share ON share.item_id = item.id AND share.receiver_id = body.id
    LEFT JOIN {assignment} upper ON upper.id = item.answers_id
    WHERE item.checklist_id = %(checklist)s
      AND body.founded_on <= %(on)s
      AND (body.closed_on IS NULL OR body.closed_on > %(on)s)
      AND (item.reach = 'all' OR share.id IS NOT NULL)
      AND (upper.id IS NULL OR upper.status IN ('in_progress', 'returned'))
    ON CONFLICT (item_id, receiver_id) DO NOTHING
"""


def fan_out(*, checklist: Checklist, sign_due: dt.date, at: dt.datetime, on: dt.date) -> int:
    """Write the assignments of a list's items for its issuer's subordinates; how many are new."""
    statement = _FAN_OUT.format(
        assignment=Assignment._meta.db_table,
        item=ChecklistItem._meta.db_table,
        organization=Organization._meta.db_table,
        allocation=Allocation._meta.db_table,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "sign_due": sign_due,
                "at": at,
                "on": on,
                "issuer": checklist.issuer_id,
                "checklist": checklist.pk,
            },
        )
        return cursor.rowcount
