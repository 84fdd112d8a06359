"""Which tests `make test` runs on SQLite alone; `make test-all` runs them on PostgreSQL as well.

They tell what a page says, shows or refuses, or need no database. On PostgreSQL `make test` opens
each page in a browser (tests/journeys), and runs what is stored, sought, counted, limited or raced.
"""

import re

import pytest

PAGES = {
    "test_api_schema", "test_changes", "test_check_pages", "test_confidence", "test_consultation",
    "test_copy_sqlite", "test_deliveries_page", "test_demo_page", "test_diary_pages",
    "test_effect", "test_feedback_page", "test_fhir", "test_filequeue", "test_helped", "test_idle",
    "test_learning", "test_looking_back", "test_medicines_pages", "test_messages_pages",
    "test_no_longer_in_care", "test_offline", "test_outbox_mail", "test_outbox_texts",
    "test_papers", "test_patient_page", "test_preview_page", "test_prometheus_rules",
    "test_reminder_pages", "test_roles", "test_settings", "test_sign_in", "test_signs",
    "test_situations", "test_start", "test_take", "test_visit", "test_what_stands",
    "test_who_was_told",
}  # fmt: skip
# Among them what a second press, a hidden sign or the database itself decides stays on both.
ON_BOTH = re.compile(r"second|twice|once|same|database|queries|nul|x00|meanwhile")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        here = "integration" in item.path.parts and item.path.stem in PAGES
        if here and not ON_BOTH.search(item.name):
            item.add_marker(pytest.mark.page)
