"""What every way of running has in common."""

from ops.settings.apps import *
from ops.settings.database import *
from ops.settings.jobs import *
from ops.settings.locale import *
from ops.settings.logging import *
from ops.settings.messages import *
from ops.settings.web import *
