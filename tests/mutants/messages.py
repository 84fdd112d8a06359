"""Faults in what becomes of a message: told of, read when shown, noticed where nobody reads it."""

from tests.mutants.fault import Fault

MESSAGES = "tests/integration/test_messages.py"
PAGES = "tests/integration/test_messages_pages.py"
INBOX = "tests/integration/test_inbox.py"

TALK = (
    Fault(
        "message-silenced",
        "alerts/rules/findings.py",
        "Rule.UNFINISHED_CHECK, Rule.MESSAGE_UNREAD}",
        "Rule.UNFINISHED_CHECK}",
        "S13: an unread message may hold a wish, and cannot be called 'expected'.",
        MESSAGES,
    ),
    Fault(
        "message-of-a-clock-put-back",
        "diaries/models/talk.py",
        "from_ahead = Q(sent_at__gt=far) | ",
        "from_ahead = Q(flag_due_at__gt=far) | ",
        "A message that is due in days is not taken for one that a wrong clock wrote.",
        MESSAGES,
    ),
    Fault(
        "message-read-by-a-guess",
        "paincheck/prefetch.py",
        "return any(request.META.get(name) for name in _SIGNS)",
        "return False",
        "S6: a page fetched ahead marks nothing as read.",
        INBOX,
    ),
    Fault(
        "message-read-twice",
        "diaries/actions/messages.py",
        "unread = Message.objects.unread().filter(patient=patient, pk__in=new)",
        "unread = Message.objects.filter(patient=patient, pk__in=new)",
        "S6: who read a message first is who has read it.",
        MESSAGES,
    ),
    Fault(
        "message-alert-ends-too-soon",
        "alerts/actions/unread.py",
        "if not unread.filter(flagged_at__isnull=False).exists():",
        "if unread is not None:",
        "The alert stays while a message that it told of is unread.",
        MESSAGES,
    ),
    Fault(
        "message-lost-after-back",
        "diaries/actions/messages.py",
        "    for name in (key, uuid5(key, text)):\n",
        "    for name in (key, key):\n",
        "Who goes Back and writes on loses nothing.",
        PAGES,
    ),
    Fault(
        "message-told-to-the-dying",
        "diaries/actions/telling.py",
        "WRITTEN_TO = (Patient.Status.ACTIVE, Patient.Status.IN_HOSPITAL)",
        "WRITTEN_TO = tuple(Patient.Status)",
        "S18: nothing goes out in the last days, after discharge or after death.",
        MESSAGES,
    ),
    Fault(
        "call-never-asked-before",
        "diaries/queries/requests.py",
        "asked_at__gt=since, asked_at__lt=at",
        "asked_at__gt=at",
        "Who asks again is told since when she has asked.",
        PAGES,
    ),
)
