"""The door for web servers such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()
# Every door is loaded before the workers fork, not at the first reader's request.
DOORS = get_resolver().url_patterns
