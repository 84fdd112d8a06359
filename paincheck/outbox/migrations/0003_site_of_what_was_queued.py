"""What was queued before deliveries had a site belongs to the site of the person it goes to.

A role address belongs to the site that names it. What was given up counts from when it was last due.
"""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    Delivery = apps.get_model("outbox", "Delivery")
    Site = apps.get_model("accounts", "Site")
    Role = apps.get_model("accounts", "Role")
    hers = Role.objects.filter(user=OuterRef("recipient")).order_by("pk").values("site")[:1]
    its = Site.objects.filter(role_email=OuterRef("address")).order_by("pk").values("pk")[:1]
    unknown = Delivery.objects.filter(site__isnull=True)
    unknown.filter(recipient__isnull=False).update(site=Subquery(hers))
    unknown.filter(recipient__isnull=True).update(site=Subquery(its))
    Delivery.objects.filter(state="DEAD", dead_at__isnull=True).update(dead_at=F("due_at"))


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_outcomes_and_sites")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
