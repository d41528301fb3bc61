"""What the rows of a municipality have in common; every table under the ORM that holds its data derives from this."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.db import connection, models
from psycopg.types.json import Jsonb

from ledger import tenant
from ledger.models import Municipality


class MunicipalRow(models.Model):
    """A row of the municipality that is being served; row-level security hides all others.

    In the database the municipality comes first in its key (`tenancy.guard`), and the ORM adds no index by itself: each
    one more is paid for by every row, and on ids drawn by chance it is paid for at another place each time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        default=tenant.current,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        abstract = True


class Within(models.ForeignKey):  # type: ignore[type-arg]
    """A reference within the municipality: its constraint is a composite key that `tenancy.refer` adds in a
    migration. Who looks rows up by it declares an index that begins with the municipality.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options["db_constraint"] = options["db_index"] = False
        options.setdefault("related_name", "+")
        super().__init__(to, on_delete, **options)


def write_rows(model: type[MunicipalRow], rows: Sequence[Mapping[str, Any]]) -> None:
    """This will insert rows of one table in one statement, for the municipality that is being served.

    A row gives its columns by name, each row the same ones and in plain values: numbers, text, dates, ids, and what
    goes into a JSON column as data. The id and the municipality are filled in; the table's guards judge every row.
    """
    if not rows:
        return
    # A run writes thousands of rows of a few tables. The ORM makes an object and a text of each value, and marks every
    # quote in a JSON text for the server; arrays bound in binary cost a tenth of that.
    fields = [field for field in model._meta.concrete_fields if field.attname in rows[0]]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    # Without its length: a cast to varchar(20) would cut a text off in silence, and inserting a longer one is an error.
    kinds = [(field.db_type(connection) or "").partition("(")[0] for field in fields]
    arrays = ", ".join(f"%b::{kind}[]" for kind in ["uuid", *kinds])
    with connection.cursor() as cursor:
        # Every word is our own; what is written travels as parameters.
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} (municipality_id, id, {columns})"  # noqa: S608
            f" SELECT %s, * FROM unnest({arrays})",
            [tenant.current(), [uuid4() for _ in rows], *(_column(field, rows) for field in fields)],
        )


def rewrite_rows(model: type[MunicipalRow], rows: Sequence[MunicipalRow], fields: Sequence[str]) -> None:
    """This will write some fields of rows of one table that are there, in one statement; the table's guards judge
    each.
    """
    if not rows:
        return
    described = [field for field in model._meta.concrete_fields if field.name in set(fields)]
    names = [connection.ops.quote_name(str(field.column)) for field in described]
    arrays = ", ".join(f"%b::{(field.db_type(connection) or '').partition('(')[0]}[]" for field in described)
    values = [{field.attname: getattr(row, field.attname) for field in described} for row in rows]
    with connection.cursor() as cursor:
        # Every word is our own; what is written travels as parameters.
        cursor.execute(
            f"UPDATE {model._meta.db_table} t SET {', '.join(f'{name} = n.{name}' for name in names)}"  # noqa: S608
            f" FROM unnest(%b::uuid[], {arrays}) AS n (id, {', '.join(names)}) WHERE t.id = n.id",
            [[row.pk for row in rows], *(_column(field, values) for field in described)],
        )


def _column(field: Any, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    values = [row[field.attname] for row in rows]
    if isinstance(field, models.JSONField):
        return [None if value is None else Jsonb(value) for value in values]
    return values
