"""Which rules, thresholds, design and code were in force: each export names them (T6)."""

import hashlib
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from alerts import governing, rules
from alerts.queries import thresholds_of_site
from alerts.rules import LIMITS, Thresholds
from trial.exports.tables import Scope
from trial.models import World


def versions(scope: Scope) -> dict[str, Any]:
    """The head of a manifest. No arm, no time of making, nobody who asked."""
    return {
        "trial": scope.trial.code,
        "registration": scope.trial.registration,
        "world": str(World(scope.world).label),
        "arms": "unmasked" if scope.unmasked else "masked",
        "free_text": scope.texts,
        "code": settings.SPECTACULAR_SETTINGS["VERSION"],
        "designs": [
            {"number": one.number, "sha256": one.digest, "effective_on": str(one.effective_on)}
            for one in scope.designs
        ],
        "rules": {
            "sha256": rules_digest(),
            "owner": governing.OWNER,
            "review_on": governing.REVIEW_ON.isoformat(),
        },
        "thresholds": {
            "default": {name: _plain(value) for name, value in asdict(Thresholds()).items()},
            "sites": {
                site.code: {
                    name: _plain(getattr(thresholds_of_site(site.site), name)) for name in LIMITS
                }
                for site in scope.trial.sites.select_related("site").order_by("code")
            },
        },
        "withdrawn": [
            {"participant": one.number, "left_out_from": one.on.isoformat()}
            for one in sorted(scope.withdrawals, key=lambda one: one.number)
        ],
    }


def rules_digest() -> str:
    """SHA-256 over the source of the plain rules: another digest, other rules."""
    found = hashlib.sha256()
    for file in sorted(Path(rules.__file__).parent.glob("*.py")):
        found.update(file.name.encode() + b"\n" + file.read_bytes())
    return found.hexdigest()


def _plain(value: Any) -> str:
    return f"{value.total_seconds():.0f} s" if isinstance(value, timedelta) else str(value)
