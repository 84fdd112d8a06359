"""Rules of the house that no linter sees."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny

ROOT = Path(settings.BASE_DIR)
FLOORS = ["audit", "accounts", "background", "outbox", "diaries", "alerts", "clinicians", "trial"]
OURS = ["paincheck", "diaries", "alerts", "clinicians", "trial"]
EDGES = ("views", "api.py", "tasks.py", "commands", "receivers.py", "security.py", "permissions.py")
PUBLIC_PAGES = {
    "healthz",
    "healthz/live",
    "healthz/ready",
    "metrics",  # by its own token; 404 without one, but for the demo
    "follow-up/thanks/",
    "follow-up/<str:secret>/",  # a participant's own form, by a link that is made for one visit
    "sign-in/",
    "sign-in/code/",
    "sign-in/code/again/",
    "sign-in/something-else/",
    "sign-in/as/<int:device_id>/",
    "sign-in/staff/",
    "sign-in/closed/",
    "sign-out/",
    "password/forgotten/",
    "password/forgotten/sent/",
    "password/new/done/",
    "^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "welcome/",
    "welcome/address/",
    "demo/",  # 404 unless DEMO is on and the visitor is on this machine
    "demo/as/<int:user_id>/",
    # A check sent after the sign-in has ended keeps its answers until she is back (S20).
    "check/",
    "check/answers/",
    "check/<uuid:check_id>/change/",
    "diary/too-unwell/",
    "diary/start/talk/",
    "diary/medicines/dose/",
    "diary/medicines/dose/earlier/",
    "reminders/stop/<uuid:stop_key>/",  # one button, for whoever has the link; names nobody
    "diary/call/",
    "diary/messages/",
    "fuller/answers/",
    "fuller/<slug:name>/",
    # The same for everybody, and without health data: what a phone keeps (diaries.views.shell).
    "offline/",
    "sw.js",
    "manifest.webmanifest",
}


def our_files() -> list[Path]:
    return [
        path
        for app in OURS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    ]


def test_tables_point_the_same_way_as_imports():
    climbing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and field.related_model._meta.app_label in FLOORS
        and FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
    ]
    assert climbing == []


def test_files_stay_under_300_lines():
    long = {
        str(p.relative_to(ROOT)): n
        for p in our_files()
        if p.name != "settings.py"  # one list of all settings, by decision
        and (n := len(p.read_text().splitlines())) > 300
    }
    assert long == {}


def test_functions_stay_under_40_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in our_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.body[0].lineno >= 40
    ]
    assert long == []


def files_with(*calls: str) -> set[Path]:
    return {path for path in our_files() if any(call in path.read_text() for call in calls)}


def test_the_clock_is_read_only_at_the_edges():
    inside = {
        path
        for path in our_files()
        if not any(part in EDGES for part in path.parts)
        and path.parent.name != "views"
        and path.name != "views.py"
    }
    assert files_with("clock.now()") & inside == set()


def test_the_machines_own_clock_is_read_by_the_clock_and_the_idle_sign_out_alone():
    reads = files_with("timezone.now()", "datetime.now(", ".today()")
    assert {path.name for path in reads} == {"clock.py", "security.py"}


def our_views(patterns, prefix=""):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from our_views(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry


def has_api_door(callback):
    """The API answers strangers with 403 rather than a page: its doors are permission classes."""
    doors = getattr(getattr(callback, "cls", None), "permission_classes", [])
    return bool(doors) and AllowAny not in doors


def test_a_page_is_public_only_if_it_stands_in_the_list():
    public = {
        route
        for route, entry in our_views(get_resolver().url_patterns)
        if not getattr(entry.callback, "login_required", True) and not has_api_door(entry.callback)
    }
    assert {route for route in public if not route.startswith("static/")} <= PUBLIC_PAGES


def test_every_setting_is_explained_in_the_example():
    source = (ROOT / "paincheck" / "settings.py").read_text()
    read = {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and (
            (isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "env")
            or getattr(node.func, "id", "") == "required"
        )
    }
    explained = {
        line.split("=")[0]
        for line in (ROOT / ".env.example").read_text().splitlines()
        if "=" in line and not line.startswith("#")
    }
    assert read - {"EMAIL_URL"} <= explained | {"EMAIL_URL"}
    assert explained == read


@pytest.mark.django_db
def test_no_migration_is_pending():
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
