"""What a patient's phone keeps so that it works without a network: the shell, and no health data.

The same for everybody, made without a look at who asks, and public: a phone that is signed out may
fetch a newer shell as well.
"""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from diaries.forms import LONGEST_NOTE, MOST_DOSES, QuickCheckForm
from diaries.promises import Phones, at_any_hour
from diaries.scales import QUESTIONS

FRESH = "no-cache"  # kept, and asked about each time: a new shell must not wait for a day
FILES = (
    "vendor/paincheck.css",
    "js/base.js",
    "js/offline-store.js",
    "js/offline-send.js",
    "js/offline-page.js",
    "img/icon.svg",
)
# Where a patient goes. The pages of the staff are none of the worker's business.
PATIENTS = ("diary", "check", "offline", "sign-in", "sign-out", "phones", "welcome")
WORKER = settings.BASE_DIR / "static" / "js" / "offline-worker.js"


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that stands in for all others while there is no network: the check, and numbers."""
    response = HttpResponse(_page())
    response["Cache-Control"] = FRESH
    return response


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. What it keeps stands at its top, so that any change makes a new one."""
    source = WORKER.read_text(encoding="utf-8")
    files = [static(name) for name in FILES]
    stamp = hashlib.sha256("\n".join([source, _page(), *files]).encode()).hexdigest()[:16]
    shell = {
        "version": stamp,
        "page": reverse("diaries:offline"),
        "check": reverse("diaries:check"),
        "files": files,
        "patients": PATIENTS,
    }
    told = f"const SHELL = {json.dumps(shell, indent=2)};\n\n{source}"
    response = HttpResponse(told, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = FRESH
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What makes the page one that can be put on the phone's first screen."""
    told = {
        "id": "/",
        "name": "PainCheck",
        "short_name": "PainCheck",
        "description": gettext("Your pain diary"),
        "lang": get_language() or "en-GB",
        "start_url": reverse("diaries:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#003d78",
        "icons": [
            _icon("img/icon.svg", "any", "image/svg+xml", "any"),
            _icon("img/icon-maskable.svg", "any", "image/svg+xml", "maskable"),
            _icon("img/icon-192.png", "192x192", "image/png", "any"),
            _icon("img/icon-512.png", "512x512", "image/png", "any maskable"),
        ],
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    response["Cache-Control"] = FRESH
    return response


def _icon(name: str, sizes: str, kind: str, purpose: str) -> dict[str, str]:
    return {"src": static(name), "sizes": sizes, "type": kind, "purpose": purpose}


def _page() -> str:
    """Rendered without a request: nothing on it can depend on who asks."""
    numbers = at_any_hour(Phones())
    told: dict[str, Any] = {
        # Nobody can see it while there is no network, so 'today' is not on offer (S5).
        "form": QuickCheckForm(since_last=False, may_say_today=False),
        "around": {"urgent_numbers": numbers, "numbers": numbers, "care_plan": ""},
        "again": {question.name: question.asked(since_last=True) for question in QUESTIONS},
        "most_doses": MOST_DOSES,
        "longest_note": LONGEST_NOTE,
    }
    return render_to_string("diaries/offline.html", told)
