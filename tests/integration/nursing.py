"""What the tests of the nurse's pages share."""

import re
from typing import Any
from uuid import uuid4

from django.test import Client


def text_of(response: Any) -> str:
    """The page's words on one line, without tags and scripts."""
    body = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def contact(client: Client, code: str, **told: Any) -> Any:
    """A phone call that reached the patient, unless said otherwise."""
    usual = {
        "key": str(uuid4()),
        "channel": "PHONE",
        "outcome": "SELF_CARE",
        "at": "2026-11-24T11:55",
        "note": "",
        "try_again_at": "",
    }
    return client.post(f"/patients/{code}/contact/", usual | told)
