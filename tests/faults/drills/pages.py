"""A patient who fills in the check on its page, as her browser would."""

import html
import http.client
import re
import secrets
from urllib.parse import urlencode

from tests.faults.drills.world import Person, World


def check_over_pages(world: World, person: Person) -> str:
    """'sent on' where the answers were taken, 'not saved' where a 503 says so, or what came."""
    token = secrets.token_hex(16)
    cookie = f"paincheck={person.session}; csrf={token}"
    _, page = ask(world, "GET", "/check/", cookie)
    signed = re.search(r'name="page"[^>]*value="([^"]*)"', page)
    fields = {"worst": "8", "csrfmiddlewaretoken": token}
    if signed:
        fields["page"] = html.unescape(signed.group(1))
    status, page = ask(world, "POST", "/check/", cookie, urlencode(fields))
    if status == 302:
        return "sent on"
    if status == 503 and "NOT saved yet" in page and "Try again" in page:
        return "not saved"
    return f"{status}: {page[:200]}"


def ask(world: World, method: str, path: str, cookie: str, body: str = "") -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", world.port, timeout=60)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)
    finally:
        line.close()
