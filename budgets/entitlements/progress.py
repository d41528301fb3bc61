"""How far runs are: readings for people who watch."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from budgets.operation import reading
from ledger import tenant


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run as people see it: chunks and people (entitlements) done and in all, and when it was planned."""

    id: UUID
    scheme: str
    on: date
    state: str
    chunks_done: int
    chunks: int
    people_done: int
    people: int
    since: datetime


@reading
def list_runs(*, most: int) -> list[RunLine]:
    """Give the runs of the served municipality, what is not done first, then the newest."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.id, r.scheme, r."on", r.state, count(*) FILTER (WHERE c.outcome IS NOT NULL), count(c.id),
                coalesce(sum(cardinality(c.entitlement_ids)) FILTER (WHERE c.outcome IS NOT NULL), 0),
                coalesce(sum(cardinality(c.entitlement_ids)), 0),
                (SELECT min(a.at) FROM trail_act a
                    WHERE a.municipality_id = r.municipality_id AND a.subject = r.id AND a.name = 'run.planned')
            FROM (
                SELECT * FROM entitlements_run WHERE municipality_id = %s ORDER BY (state = 'DONE'), "on" DESC LIMIT %s
            ) r
            LEFT JOIN entitlements_run_chunk c ON c.municipality_id = r.municipality_id AND c.run_id = r.id
            GROUP BY r.id, r.scheme, r."on", r.state, r.municipality_id
            ORDER BY (r.state = 'DONE'), r."on" DESC, r.scheme
            """,
            [tenant.current(), most],
        )
        return [RunLine(*row) for row in cursor.fetchall()]
