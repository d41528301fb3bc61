"""The web server's way in."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from budgets.api import door
from ops import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.development")
os.environ.setdefault("GRONDSLAG_LOG_LEVEL", "INFO")
os.environ.setdefault("GRONDSLAG_STATEMENT_TIMEOUT_MS", "15000")

embedded.start_if_used()
application = get_wsgi_application()

# Read here, so that the first who asks does not wait for it; and set apart for good: nobody at a till waits while
# Python looks through all of it for what can go, which takes a tenth of a second.
for addresses in (settings.ROOT_URLCONF, door.ADDRESSES):
    import_module(addresses)
gc.collect()
gc.freeze()
