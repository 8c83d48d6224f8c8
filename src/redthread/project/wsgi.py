"""The web process's entry."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redthread.project.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # every door is loaded before the first visitor comes
# What is loaded now stays. Python's collector would look through all of it again and again, a tenth of a
# second each time, in the middle of somebody's page.
gc.collect()
gc.freeze()
