"""Two municipalities to back up: in one Noor was paid, and the batch of Sem is approved and waits.

`python -m tests.ops.saved_town` writes them into the database of the settings.
"""

import os

import django

CODE, OTHER = "voorbeeldstad", "elders"


def live() -> None:
    """This will let both municipalities live until 2 April 2026."""
    from budgets.payouts.operations import hand_over_batch
    from ledger import tenant
    from tests.budgets.payouts.test_operations import approve, prepared_for
    from tests.budgets.payouts.town import A_THURSDAY, open_bouwdepot
    from tests.builders import TEST, a_municipality, a_person, an_officer

    with tenant.serving(a_municipality(code=CODE)):
        open_bouwdepot()
        officers = [an_officer("Fatima"), an_officer("Joost")]
        for name in ("Noor", "Sem"):
            batch = prepared_for(a_person(name))
            for officer in officers:
                approve(batch, officer)
            if name == "Noor":
                hand_over_batch(batch_id=batch.id, actor=TEST, on=A_THURSDAY)
    with tenant.serving(a_municipality("Elders", code=OTHER)):
        open_bouwdepot()
        prepared_for(a_person("Bo"))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.development")
    django.setup()
    live()
