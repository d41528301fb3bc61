"""Work in the background: the truth is a row, so all of this may be lost or changed while jobs wait."""

import os

BROKER_URL = os.environ.get("BROKER_URL", "")
"""Empty: a broker within each `manage.py work`. `redis://…`, `rediss://…` or `amqp://…`: the one that is there."""

JOB_PATIENCE_S = float(os.environ.get("GRONDSLAG_JOB_PATIENCE_S") or 60)
"""How long a worker may stay unseen before its jobs are taken over. What else waits, waits a part or a few of it."""

RUN_WORKERS = int(os.environ.get("GRONDSLAG_RUN_WORKERS") or min(4, os.cpu_count() or 1))
"""How many do the chunks of one period run at the same time. Past four they wait for each other at the fund."""
