"""What the rows of a municipality have in common; every table under the ORM that holds its data derives from this."""

from typing import Any
from uuid import uuid4

from django.db import models

from ledger import tenant
from ledger.models import Municipality


class MunicipalRow(models.Model):
    """A row of the municipality that is being served; row-level security hides all others."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, default=tenant.current, editable=False, related_name="+"
    )

    class Meta:
        abstract = True


class Within(models.ForeignKey):  # type: ignore[type-arg]
    """A reference within the municipality: its constraint is a composite key that `tenancy.refer` adds in a
    migration.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options["db_constraint"] = False
        options.setdefault("related_name", "+")
        super().__init__(to, on_delete, **options)
