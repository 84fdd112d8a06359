"""Two FHIR validators that see different faults: fhirkit-rs bad values, npm's `fhir` bad codes.

The second is brought by `python deploy/assets.py --for-tests`, and run by the Node found there.
"""

import importlib.util
import json
import subprocess
from pathlib import Path
from typing import Any

import fhirkit

ROOT = Path(__file__).resolve().parent.parent
NPM_FHIR = ROOT / "node_modules" / "fhir"
SCRIPT = """
const { Fhir } = require(process.argv[1]);
const told = new Fhir().validate(JSON.parse(require("fs").readFileSync(0)), {
  errorOnUnexpected: true,
});
process.stdout.write(JSON.stringify(told.messages));
"""
Bundle = dict[str, Any]


def by_fhirkit(bundle: Bundle) -> list[str]:
    """What fhirkit-rs finds wrong, warnings too."""
    return [str(issue) for issue in fhirkit.validate(json.dumps(bundle))]


def by_npm(bundle: Bundle) -> list[str]:
    """What npm's `fhir` calls an error.

    It warns of every code of LOINC's, whose list it does not carry; those are left out.
    """
    found = subprocess.run(
        [_node(), "-e", SCRIPT, str(NPM_FHIR)],
        input=json.dumps(bundle),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    messages = json.loads(found.stdout)
    return [
        f"{one.get('location')}: {one['message']}" for one in messages if one["severity"] == "error"
    ]


def _node() -> str:
    place = ROOT / "deploy" / "assets.py"
    spec = importlib.util.spec_from_file_location("assets", place)
    assets = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(assets)
    return str(assets.find_node()[0])
