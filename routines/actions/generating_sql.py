"""The statements of ``routines.actions.generating``. Names are ours, values are parameters.

The bodies of one day stand in ``STAGE`` with what they are judged by; each rule and period
is then one statement that writes what is missing and changes what differs. Rows whose day
of closing has passed are never touched; rows that are right are not even locked.
"""

from __future__ import annotations

from hierarchy.models import Organization, OrganizationChange
from routines.models import Exemption, Obligation, ObligationRule, PartyGroup
from routines.terms import Condition, Period

FACTS, STAGE, EVENTS = "routines_facts", "routines_stage", "routines_events"
FACT_COLUMNS = (
    *("organization_id", "members", "has_committee", "committee_due", "approved_on"),
    *("term_from", "term_to", "vacant_since", "seated_on"),
)
EVENT_COLUMNS = (
    *("organization_id", "period_start", "period_end"),
    *("opens_on", "due_on", "grace_until", "freezes_on"),
)
_ORG = Organization._meta.db_table
_CHANGE = OrganizationChange._meta.db_table
_GROUP = PartyGroup._meta.db_table
_ROW = Obligation._meta.db_table
_RULE = ObligationRule._meta.db_table
_EXEMPTION = Exemption._meta.db_table

_BODIES = "(%(bodies)s::bigint[] IS NULL OR {0} = ANY(%(bodies)s::bigint[]))"

PREPARE = f"""
    DROP TABLE IF EXISTS {FACTS};
    DROP TABLE IF EXISTS {STAGE};
    DROP TABLE IF EXISTS {EVENTS};
    CREATE TEMP TABLE {FACTS} (
        organization_id bigint, members int, has_committee boolean, committee_due boolean,
        approved_on date, term_from date, term_to date, vacant_since date, seated_on date
    ) ON COMMIT DROP;
    CREATE TEMP TABLE {STAGE} (
        organization_id bigint, tier text, kind text, was text, founded_on date, closed_on date,
        parties bigint, members int, has_committee boolean, committee_due boolean,
        approved_on date, has_term boolean
    ) ON COMMIT DROP;
    CREATE TEMP TABLE {EVENTS} (
        organization_id bigint, period_start date, period_end date,
        opens_on date, due_on date, grace_until date, freezes_on date
    ) ON COMMIT DROP;
"""
EMPTY = f"TRUNCATE {FACTS}, {STAGE}"
EMPTY_EVENTS = f"TRUNCATE {EVENTS}"
DISCARD = f"DROP TABLE {FACTS}, {STAGE}, {EVENTS}"

# ``was``: what the body was on the day, empty when it was not there yet. A tier never changes.
FILL_STAGE = f"""
    INSERT INTO {STAGE}
    SELECT o.id, o.tier, o.kind,
           CASE WHEN o.founded_on <= %(day)s THEN COALESCE(h.kind, o.kind) END,
           o.founded_on, o.closed_on, COALESCE(g.parties, 0), f.members, f.has_committee,
           f.committee_due, f.approved_on, f.term_to IS NOT NULL
    FROM {_ORG} o
    LEFT JOIN {FACTS} f ON f.organization_id = o.id
    LEFT JOIN (
        SELECT organization_id, COUNT(*) AS parties FROM {_GROUP}
        WHERE starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s)
        GROUP BY organization_id
    ) g ON g.organization_id = o.id
    LEFT JOIN LATERAL (
        SELECT c.kind FROM {_CHANGE} c
        WHERE o.tier = 'branch' AND c.organization_id = o.id AND c.effective_on <= %(day)s
        ORDER BY c.effective_on DESC, c.id DESC LIMIT 1
    ) h ON TRUE
    WHERE o.tenant_id = %(tenant)s AND {_BODIES.format("o.id")};
    ANALYZE {STAGE};
"""  # noqa: S608 - names are ours

_CONDITION = {
    Condition.ALWAYS: "TRUE",
    Condition.HAS_COMMITTEE: "COALESCE(s.has_committee OR s.committee_due, s.has_committee, "
    "s.committee_due, FALSE)",
    Condition.HAS_GROUPS: "s.parties > 0",
    Condition.HAS_MEMBERS: "COALESCE(s.members > 0, TRUE)",
    Condition.HAS_TERM: "s.has_term",
}
_EXEMPT = f"""
    LEFT JOIN (
        SELECT DISTINCT ON (x.organization_id) x.organization_id, x.reason, x.starts_on, x.ends_on
        FROM {_EXEMPTION} x JOIN {_ORG} xo ON xo.id = x.organization_id
        WHERE xo.tenant_id = %(tenant)s AND x.rule_code IN ('', %(code)s)
          AND x.starts_on <= {{due}} AND (x.ends_on IS NULL OR x.ends_on >= {{due}})
        ORDER BY x.organization_id, x.id
    ) e ON e.organization_id = s.organization_id
"""  # noqa: S608
# Events fall due on days of their own, so each row looks for its exemption by itself.
_EXEMPT_EVENT = f"""
    LEFT JOIN LATERAL (
        SELECT x.reason FROM {_EXEMPTION} x
        WHERE x.organization_id = s.organization_id AND x.rule_code IN ('', %(code)s)
          AND x.starts_on <= w.due_on AND (x.ends_on IS NULL OR x.ends_on >= w.due_on)
        ORDER BY x.id LIMIT 1
    ) e ON TRUE
"""  # noqa: S608
# A term that had ended before the period was over, and no new one before it began.
_GAP = f"""
    LEFT JOIN (
        SELECT DISTINCT t.organization_id FROM {_ROW} t JOIN {_RULE} tr ON tr.id = t.rule_id
        WHERE t.tenant_id = %(tenant)s AND tr.event = 'term_end' AND t.standing = 'expected'
          AND t.due_on < LEAST(%(period_end)s, %(today)s)
          AND (t.met_on IS NULL OR t.met_on > GREATEST(t.due_on + 1, %(period_start)s))
    ) gap ON gap.organization_id = s.organization_id
"""  # noqa: S608
_OF_KIND = (
    "CASE WHEN cardinality(%(kinds)s::text[]) = 0 THEN {0} <> 'unit' "
    "ELSE {0} = ANY(%(kinds)s::text[]) END"
)
_FATE = """
    CASE verdict WHEN 'closed' THEN 'withdrawn' WHEN 'gap' THEN 'withdrawn'
        WHEN 'exempt' THEN 'exempt' WHEN 'expected' THEN 'expected' ELSE 'not_applicable' END
"""
_REASON = """
    CASE verdict WHEN 'expected' THEN ''
        WHEN 'closed' THEN '已于' || to_char(closed_on, 'YYYY"年"FMMM"月"FMDD"日"') || '撤销'
        WHEN 'new' THEN '新成立，自下一周期起计' WHEN 'kind' THEN '当时不属于规则对象'
        WHEN 'gap' THEN '届满未换届，班子空窗' WHEN 'exempt' THEN exempted
        ELSE %(unfit)s END
"""
_ASKED_COLUMNS = "organization_id, needed, standing, reason, " + ", ".join(EVENT_COLUMNS[1:])


def _asked_of_period(condition: str, period: str) -> str:
    """Who is asked in one period of a repeating rule, and how each stands."""
    may_gap = condition == Condition.HAS_COMMITTEE and period == Period.MONTH
    return f"""
        SELECT organization_id, needed, {_FATE} AS standing, {_REASON} AS reason,
            %(period_start)s::date AS period_start, %(period_end)s::date AS period_end,
            %(opens_on)s::date AS opens_on, %(due_on)s::date AS due_on,
            %(grace_until)s::date AS grace_until, %(freezes_on)s::date AS freezes_on
        FROM (
            SELECT s.organization_id, s.closed_on, e.reason AS exempted,
                CASE WHEN %(by_group)s THEN %(needed)s * GREATEST(s.parties, 1)
                     ELSE %(needed)s END AS needed,
                CASE
                    WHEN s.closed_on <= %(due_on)s THEN 'closed'
                    WHEN s.was IS NULL OR s.approved_on > %(day)s
                      OR (s.was = 'unit' AND s.kind <> 'unit') THEN 'new'
                    WHEN NOT ({_OF_KIND.format("s.was")}) THEN 'kind'
                    WHEN NOT ({_CONDITION[Condition(condition)]}) THEN 'unfit'
                    WHEN e.organization_id IS NOT NULL THEN 'exempt'
                    {"WHEN gap.organization_id IS NOT NULL THEN 'gap'" if may_gap else ""}
                    ELSE 'expected' END AS verdict
            FROM {STAGE} s {_EXEMPT.format(due="%(due_on)s")} {_GAP if may_gap else ""}
            WHERE s.tier = %(tier)s AND s.founded_on <= %(due_on)s
              AND (s.closed_on IS NULL OR s.closed_on > %(opens_on)s)
              AND ({_OF_KIND.format("s.kind")} OR {_OF_KIND.format("COALESCE(s.was, '')")})
        ) judged
    """  # noqa: S608


_ASKED_OF_EVENTS = f"""
    SELECT organization_id, needed, {_FATE} AS standing, {_REASON} AS reason,
        {", ".join(EVENT_COLUMNS[1:])}
    FROM (
        SELECT w.*, s.closed_on, e.reason AS exempted, %(needed)s AS needed, CASE
            WHEN s.closed_on <= %(today)s THEN 'closed'
            WHEN e.reason IS NOT NULL THEN 'exempt'
            ELSE 'expected' END AS verdict
        FROM {EVENTS} w JOIN {STAGE} s ON s.organization_id = w.organization_id
        {_EXEMPT_EVENT}
        WHERE s.tier = %(tier)s AND ({_OF_KIND.format("s.kind")})
    ) judged
"""  # noqa: S608

# Where another number is asked, the records decide anew on which day it was enough: such rows
# are told, and counted again in the same transaction.
_CHANGED = f"""
    changed AS (
        UPDATE {_ROW} o SET standing = a.standing, reason = a.reason, needed = a.needed,
            period_end = a.period_end, opens_on = a.opens_on,
            due_on = CASE WHEN o.original_due_on IS NULL THEN a.due_on ELSE o.due_on END,
            grace_until = CASE WHEN o.original_due_on IS NULL THEN a.grace_until
                               ELSE o.grace_until END,
            freezes_on = GREATEST(o.freezes_on, a.freezes_on),
            met_on = CASE WHEN a.needed = o.needed THEN o.met_on END
        FROM asked a
        WHERE o.rule_id = %(rule)s AND o.period_start = a.period_start {{one_period}}
          AND o.organization_id = a.organization_id AND o.freezes_on >= %(today)s
          AND ((o.standing, o.reason, o.needed, o.period_end, o.opens_on)
                IS DISTINCT FROM (a.standing, a.reason, a.needed, a.period_end, a.opens_on)
            OR o.freezes_on < a.freezes_on
            OR (o.original_due_on IS NULL
                AND (o.due_on, o.grace_until) IS DISTINCT FROM (a.due_on, a.grace_until)))
        RETURNING o.id, o.done > 0 AND o.met_on IS NULL AS is_uncounted
    )
"""  # noqa: S608
_WITHDRAWN = f"""
    withdrawn AS (
        UPDATE {_ROW} o SET standing = 'withdrawn', reason = '已撤销或不再属于规则对象'
        WHERE o.rule_id = %(rule)s AND o.period_start = %(period_start)s
          AND o.freezes_on >= %(today)s AND o.standing <> 'withdrawn'
          AND {_BODIES.format("o.organization_id")}
          AND NOT EXISTS (SELECT 1 FROM asked a WHERE a.organization_id = o.organization_id)
        RETURNING 1
    )
"""  # noqa: S608
# ``renew`` holds the city's lock, so nobody else makes the same row meanwhile.
_MADE = f"""
    made AS (
        INSERT INTO {_ROW} (tenant_id, rule_id, done, {_ASKED_COLUMNS})
        SELECT %(tenant)s, %(rule)s, 0, {_ASKED_COLUMNS} FROM asked a
        WHERE NOT EXISTS (
            SELECT 1 FROM {_ROW} o WHERE o.rule_id = %(rule)s {{one_period}}
              AND o.period_start = a.period_start AND o.organization_id = a.organization_id
        )
        RETURNING 1
    )
"""  # noqa: S608
_COUNTS = (
    "SELECT (SELECT COUNT(*) FROM made), (SELECT COUNT(*) FROM changed), "
    "(SELECT COUNT(*) FROM withdrawn), (SELECT array_agg(id) FROM changed WHERE is_uncounted)"
)
_ONE_PERIOD = "AND o.period_start = %(period_start)s"


def period_statement(condition: str, period: str) -> str:
    """One period of a repeating rule: write what is missing, change what differs."""
    return f"""
        WITH asked AS MATERIALIZED ({_asked_of_period(condition, period)}),
        {_CHANGED.format(one_period=_ONE_PERIOD)}, {_WITHDRAWN},
        {_MADE.format(one_period=_ONE_PERIOD)}
        {_COUNTS}
    """


EVENT_STATEMENT = f"""
    WITH asked AS MATERIALIZED ({_ASKED_OF_EVENTS}),
    {_CHANGED.format(one_period="")}, withdrawn AS (SELECT 1 WHERE FALSE),
    {_MADE.format(one_period="")}
    {_COUNTS}
"""

# What the facts no longer say: settled by the new term or the new holder, or set down wrongly.
_SETTLE = f"""
    UPDATE {_ROW} o SET
        met_on = CASE WHEN {{settled}} THEN {{day}} END,
        done = CASE WHEN {{settled}} THEN o.needed ELSE o.done END,
        standing = CASE WHEN {{settled}} THEN o.standing ELSE 'withdrawn' END,
        reason = CASE WHEN {{settled}} THEN {{said}} ELSE '登记已更正' END
    FROM {STAGE} s LEFT JOIN {FACTS} f ON f.organization_id = s.organization_id
    WHERE o.rule_id = %(rule)s AND s.organization_id = o.organization_id AND o.met_on IS NULL
      AND o.standing IN ('expected', 'exempt') AND o.freezes_on >= %(today)s
      AND (s.closed_on IS NULL OR s.closed_on > %(today)s)
      AND NOT EXISTS (
        SELECT 1 FROM {EVENTS} w
        WHERE w.organization_id = o.organization_id AND w.period_start = o.period_start
      )
"""  # noqa: S608
SETTLE_EVENT = {
    "term_end": _SETTLE.format(
        settled="(f.term_from > o.period_start AND f.term_from BETWEEN o.opens_on AND %(today)s)",
        day="f.term_from",
        said="'按登记的新一届任期认定'",
    ),
    "secretary_vacant": _SETTLE.format(
        settled="(f.seated_on BETWEEN o.period_start AND %(today)s)",
        day="f.seated_on",
        said="'按登记的任职认定'",
    ),
}
CLOSE_EVENTS = f"""
    UPDATE {_ROW} o SET standing = 'withdrawn',
        reason = '已于' || to_char(s.closed_on, 'YYYY"年"FMMM"月"FMDD"日"') || '撤销'
    FROM {STAGE} s
    WHERE o.rule_id = %(rule)s AND s.organization_id = o.organization_id AND o.met_on IS NULL
      AND o.standing <> 'withdrawn' AND o.freezes_on >= %(today)s AND s.closed_on <= %(today)s
"""  # noqa: S608

# A later version takes over the rows of its own periods, with all that answered them.
TAKE_OVER = f"""
    UPDATE {_ROW} o SET rule_id = %(rule)s
    WHERE o.rule_id = ANY(%(others)s) AND o.period_start = %(period_start)s
      AND o.freezes_on >= %(today)s AND {_BODIES.format("o.organization_id")}
"""  # noqa: S608
TAKE_OVER_EVENTS = f"""
    UPDATE {_ROW} o SET rule_id = %(rule)s
    WHERE o.rule_id = ANY(%(others)s) AND o.met_on IS NULL
      AND o.freezes_on >= %(today)s AND {_BODIES.format("o.organization_id")}
"""  # noqa: S608
# Periods that no version in force asks for any more.
WITHDRAW_ENDED = f"""
    UPDATE {_ROW} o SET standing = 'withdrawn', reason = '规则已调整或停用'
    FROM {_RULE} v
    WHERE v.id = o.rule_id AND v.tenant_id = %(tenant)s AND v.code = ANY(%(codes)s)
      AND o.freezes_on >= %(today)s AND o.standing <> 'withdrawn' AND o.met_on IS NULL
      AND {_BODIES.format("o.organization_id")}
      AND CASE WHEN v.period = 'event' THEN v.effective_to < LEAST(o.opens_on, %(today)s)
        ELSE v.effective_to < o.period_start OR EXISTS (
            SELECT 1 FROM {_RULE} n
            WHERE n.tenant_id = v.tenant_id AND n.code = v.code
              AND n.effective_from > v.effective_from AND n.effective_from <= o.period_start
        ) END
"""  # noqa: S608
