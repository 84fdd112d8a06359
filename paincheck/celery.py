"""The Celery app. Celery is the speed; `manage.py watch` is the guarantee."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paincheck.settings")

app = Celery("paincheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
