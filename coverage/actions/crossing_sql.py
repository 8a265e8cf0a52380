"""The four statements of ``refresh_crossings``. Names are ours, values are parameters."""

from __future__ import annotations

from coverage.models import CommitteeMember, Crossing, PartyOrganization, Unit, UnitState
from hierarchy.models import Organization

_CROSSING = Crossing._meta.db_table
_UNIT = Unit._meta.db_table
_STATE = UnitState._meta.db_table
_BODY = Organization._meta.db_table
_PARTY = PartyOrganization._meta.db_table
_SEAT = CommitteeMember._meta.db_table

_ASKED_UNITS = """
    u.tenant_id = %(tenant)s AND (%(units)s::bigint[] IS NULL OR u.id = ANY(%(units)s::bigint[]))
"""
_KNOWN_UNITS = """
    u.tenant_id = %(tenant)s AND (%(known)s::bigint[] IS NULL OR u.id = ANY(%(known)s::bigint[]))
"""
_WORKS = "u.operating = 'operating'"
_MEMBERS = "u.members_here + u.members_elsewhere + u.probationary"

# What is true of a unit as long as its crossing stays open.
_HOLDS = {
    "must_found": f"{_WORKS} AND u.cover <> 'alone' AND u.members_here >= %(found)s",
    "below_founding": f"{_WORKS} AND u.cover = 'alone' AND u.members_here < %(found)s",
    "first_member": f"{_WORKS} AND u.cover = 'none' AND {_MEMBERS} > 0",
}

OPEN_UNITS = f"""
    WITH facts AS (
        SELECT 'must_found' AS kind, u.id AS unit_id, u.members_here AS value,
               %(found)s AS threshold, u.counted_on
        FROM {_UNIT} u WHERE {_ASKED_UNITS} AND {_HOLDS["must_found"]}
        UNION ALL
        SELECT 'below_founding', u.id, u.members_here, %(found)s, u.counted_on
        FROM {_UNIT} u WHERE {_ASKED_UNITS} AND {_HOLDS["below_founding"]}
        UNION ALL
        SELECT 'first_member', u.id, {_MEMBERS}, 1, u.counted_on
        FROM {_UNIT} u
        CROSS JOIN LATERAL (
            SELECT s.members_here + s.members_elsewhere + s.probationary AS members
            FROM {_STATE} s WHERE s.unit_id = u.id
            ORDER BY s.effective_on DESC, s.id DESC OFFSET 1 LIMIT 1
        ) earlier
        WHERE {_KNOWN_UNITS} AND {_HOLDS["first_member"]} AND earlier.members = 0
    )
    INSERT INTO {_CROSSING} AS c (tenant_id, kind, unit_id, value, threshold, crossed_on,
                                  due_date, recorded_at, settled_why)
    SELECT %(tenant)s, kind, unit_id, value, threshold, counted_on,
           counted_on + %(days)s, %(at)s, ''
    FROM facts
    ON CONFLICT (kind, unit_id) WHERE settled_at IS NULL AND unit_id IS NOT NULL
    DO UPDATE SET value = excluded.value, threshold = excluded.threshold
    WHERE (c.value, c.threshold) IS DISTINCT FROM (excluded.value, excluded.threshold)
"""  # noqa: S608 - names are ours

SETTLE_UNITS = f"""
    UPDATE {_CROSSING} c SET settled_at = %(at)s, settled_why = CASE
        WHEN NOT ({_WORKS}) THEN '单位已不属实体运营，不再计入统计'
        WHEN c.kind = 'must_found' AND u.cover = 'alone' THEN '已单独建立党组织'
        WHEN c.kind = 'must_found' THEN '正式党员现为 ' || u.members_here || ' 名，未达到应建人数'
        WHEN c.kind = 'below_founding' AND u.cover <> 'alone' THEN '已不再单独组建'
        WHEN c.kind = 'below_founding' THEN '正式党员现为 ' || u.members_here || ' 名，已达应建人数'
        WHEN u.cover <> 'none' THEN '已由党组织覆盖'
        ELSE '单位现无党员' END
    FROM {_UNIT} u
    WHERE c.unit_id = u.id AND c.settled_at IS NULL AND {_KNOWN_UNITS}
      AND NOT CASE c.kind
        WHEN 'must_found' THEN {_HOLDS["must_found"]}
        WHEN 'below_founding' THEN {_HOLDS["below_founding"]}
        ELSE {_HOLDS["first_member"]} END
"""  # noqa: S608

# Each asked party organisation with what it is judged by.
_BODIES = f"""
    bodies AS (
        SELECT o.id, o.kind, o.closed_on IS NULL OR o.closed_on > %(on)s AS is_open,
            COALESCE(SUM(u.members_here), 0) AS members,
            COUNT(u.id) FILTER (WHERE u.cover = 'joint') AS units,
            COALESCE(MAX(u.counted_on), %(on)s) AS counted_on,
            (SELECT COUNT(*) FROM {_SEAT} m JOIN {_PARTY} p ON p.id = m.party_organization_id
             WHERE p.organization_id = o.id AND (m.starts_on IS NULL OR m.starts_on <= %(on)s)
               AND (m.ends_on IS NULL OR m.ends_on > %(on)s)) AS seats
        FROM {_BODY} o
        LEFT JOIN {_UNIT} u ON u.place_id = o.id AND {_WORKS}
        WHERE o.tenant_id = %(tenant)s AND o.tier = 'branch' AND o.kind <> 'unit'
          AND (%(bodies)s::bigint[] IS NULL OR o.id = ANY(%(bodies)s::bigint[]))
        GROUP BY o.id
    ),
    facts AS (
        SELECT 'branch_too_large' AS kind, id, members AS value, %(large)s AS threshold, counted_on
        FROM bodies WHERE is_open AND kind = ANY(%(branches)s) AND members > %(large)s
        UNION ALL
        SELECT 'joint_too_wide', id, units, %(joint)s, counted_on
        FROM bodies WHERE is_open AND units > %(joint)s
        UNION ALL
        SELECT 'committee_due', id, members, %(committee)s, counted_on
        FROM bodies WHERE is_open AND kind = ANY(%(electing)s)
          AND members >= %(committee)s AND seats < %(seats)s
    )
"""  # noqa: S608

OPEN_BODIES = f"""
    WITH {_BODIES}
    INSERT INTO {_CROSSING} AS c (tenant_id, kind, organization_id, value, threshold, crossed_on,
                                  due_date, recorded_at, settled_why)
    SELECT %(tenant)s, kind, id, value, threshold, counted_on, counted_on + %(days)s, %(at)s, ''
    FROM facts
    ON CONFLICT (kind, organization_id) WHERE settled_at IS NULL AND organization_id IS NOT NULL
    DO UPDATE SET value = excluded.value, threshold = excluded.threshold
    WHERE (c.value, c.threshold) IS DISTINCT FROM (excluded.value, excluded.threshold)
"""  # noqa: S608

SETTLE_BODIES = f"""
    WITH {_BODIES}
    UPDATE {_CROSSING} c SET settled_at = %(at)s, settled_why = CASE
        WHEN NOT b.is_open THEN '党组织已撤销'
        WHEN c.kind = 'branch_too_large' THEN '党员现为 ' || b.members || ' 名'
        WHEN c.kind = 'joint_too_wide' THEN '覆盖单位现为 ' || b.units || ' 家'
        WHEN b.members < %(committee)s THEN '正式党员现为 ' || b.members || ' 名'
        ELSE '已登记支部委员 ' || b.seats || ' 名' END
    FROM bodies b
    WHERE c.organization_id = b.id AND c.settled_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM facts f WHERE f.id = b.id AND f.kind = c.kind)
"""  # noqa: S608
