"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

from ops import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.development")
os.environ.setdefault("GRONDSLAG_LOG_LEVEL", "INFO")
os.environ.setdefault("GRONDSLAG_STATEMENT_TIMEOUT_MS", "15000")

embedded.start_if_used()
application = get_wsgi_application()
