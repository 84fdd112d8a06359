"""What the web server serves."""

import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paincheck.settings")
application = get_wsgi_application()


def limit_statements(connection: Any, **_: Any) -> None:
    """No press waits longer than this for the database: then the page says that nothing is saved.

    Only here: a backup, a migration or a round over all patients may take longer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = '{settings.WEB_STATEMENT_SECONDS}s'")


connection_created.connect(limit_statements, dispatch_uid="limit_statements")
