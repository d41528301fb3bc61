"""The applications that take part, bottom layer first."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django_fsm",
    "pgtrigger",
    "ledger",
    "budgets.trail",
    "budgets.outbox",
    "budgets.limits",
    "budgets.restores",
    "budgets.parties",
    "budgets.messages",
    "budgets.schemes",
    "budgets.evidence",
    "budgets.funding",
    "budgets.aftercare",
    "budgets.shops",
    "budgets.entitlements",
    "budgets.passes",
    "budgets.rounds",
    "budgets.settlements",
    "budgets.payouts",
    "budgets.costs",
    "budgets.stock",
    # Its `migrate`, whose default is the connection of the owner, replaces the one of Django.
    "ops",
]
