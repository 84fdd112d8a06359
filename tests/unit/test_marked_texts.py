"""Every text of the patient's side is marked for translation, also where no test has seen it.

Templates are read in all their branches, Python sentence by sentence; scripts hold no text at all,
but take theirs from the page. What is shown is looked at in integration/test_pseudo_locale.
"""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.integration.test_reading_age import STAFFS_MAILS, files_of_hers
from tests.pseudo import MARKS, name_of
from tests.reading import sentences_in_script

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# The staff's own: plain English, by decision. What is not named here a patient may see.
STAFFS_FOLDERS = {"alerts", "background", "clinicians", "drf_spectacular", "outbox"}
# The trial team's pages are the staff's; a participant's own form is hers.
OF_THE_TRIAL, HER_OWN_FORM = "trial", "own_form"
STAFFS_TEMPLATES = {
    "account/login.html",
    "account/messages/password_changed.txt",
    "account/password_change.html",
    "account/password_reset.html",
    "account/password_reset_done.html",
    "account/password_reset_from_key.html",
    "account/password_reset_from_key_done.html",
    "accounts/demo.html",
    "accounts/leave.html",
    "accounts/site_edit.html",
    "accounts/site_hours.html",
    "accounts/sites.html",
    "accounts/staff.html",
    "accounts/staff_add.html",
    "accounts/staff_close.html",
    "accounts/staff_edit.html",
    "accounts/team.html",
    "accounts/team_add.html",
    "accounts/teams.html",
    "components/alerting_banner.html",
    "components/signs.html",
    "components/support.html",
    "promises.html",
}
# Python that nobody but the staff reads, among the files of the patient's pages.
SPOKEN_BY_STAFF = {"nurse", "owner"}
STAFFS_PASSWORD = {
    "The password you use now",
    "New password",
    "12 characters or more. Three words together are good.",
    "New password again",
}
TAGS = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
CLASSES = r"\{% block (body_class|scheme|nhsuk)\b.*?\{% endblock %\}"
BLOCKS = r"\{% (?P<tag>blocktranslate|comment)\b.*?\{% end(?P=tag) %\}"


def patients_templates() -> list[Path]:
    files = [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]
    files += (ROOT / "paincheck" / "nhsuk" / "templates").rglob("*.html")
    return sorted(file for file in files if not _is_the_staffs(file))


def _is_the_staffs(file: Path) -> bool:
    if not file.is_relative_to(TEMPLATES):
        return False
    name = file.relative_to(TEMPLATES)
    if name.parts[0] == OF_THE_TRIAL:
        return not name.name.startswith(HER_OWN_FORM)
    mail = name.suffix == ".txt" and name.name.startswith(tuple(STAFFS_MAILS))
    return mail or name.parts[0] in STAFFS_FOLDERS or str(name) in STAFFS_TEMPLATES


def patients_scripts() -> list[Path]:
    """All but those that the staff's templates alone ask for."""
    theirs = {file for file in TEMPLATES.rglob("*.html") if _is_the_staffs(file)}
    hers = "".join(file.read_text() for file in patients_templates())
    staffs = "".join(file.read_text() for file in theirs)
    scripts = (ROOT / "static" / "js").glob("*.js")
    return [one for one in scripts if f"js/{one.name}" in hers or f"js/{one.name}" not in staffs]


def unmarked_in_template(source: str) -> list[str]:
    """Texts and labels that stand outside of `translate`, in whichever branch."""
    left = re.sub(f"{BLOCKS}|{CLASSES}", "", source, flags=re.DOTALL)
    left = re.sub(TAGS, "", left, flags=re.DOTALL)
    left = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", left, flags=re.DOTALL)
    labels = re.findall(r'\b(?:aria-label|placeholder|title|alt)="([^"]*)"', left)
    texts = re.sub(r"<[^>]*>", "\n", left).split("\n")
    bare = (re.sub(r"&\w+;|PainCheck", "", text).strip() for text in (*texts, *labels))
    return [text for text in bare if re.search("[A-Za-z]", text)]


def unmarked_in_python(source: str) -> list[str]:
    """Whole sentences outside of `gettext` and its like; docstrings and errors aside."""
    found: list[str] = []

    def look(node: ast.AST) -> None:
        if isinstance(node, ast.Raise) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            return
        if isinstance(node, ast.Call) and name_of(node) in MARKS:
            return
        if isinstance(node, ast.keyword) and node.arg in SPOKEN_BY_STAFF:
            return
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            said = "".join(map(str, parts))
            found.extend([said] if _is_said(said) else [])
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_said(node.value):
            found.append(node.value)
        for child in ast.iter_child_nodes(node):
            look(child)

    look(ast.parse(source))
    return found


def _is_said(text: str) -> bool:
    """A sentence, or a capital followed by words: 'Kept for you', not a name of something."""
    sentence = r"[‘“]?[A-Z{].*[a-z]{2}.*[.?!]$"
    return bool(re.match(rf"{sentence}|[A-Z][a-z’]+( [a-z’]+)+$", text))


@pytest.mark.parametrize(
    "file", patients_templates(), ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_each_text_of_a_template_is_marked(file: Path) -> None:
    assert unmarked_in_template(file.read_text()) == []


@pytest.mark.parametrize(
    "file", files_of_hers(), ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_each_sentence_in_the_code_of_her_pages_is_marked(file: Path) -> None:
    assert set(unmarked_in_python(file.read_text())) - STAFFS_PASSWORD == set()


def test_scripts_have_their_words_from_the_page() -> None:
    for file in patients_scripts():
        code = file.read_text()
        shown = re.findall(r"(?:textContent|innerHTML|title|ariaLabel) = [^;]*;", code)
        quoted = re.findall(r'"[^"\n]*"|`[^`]*`', "".join(shown))
        words = [text for text in quoted if re.search("[A-Z][a-z]|[a-z] [a-z$]", text)]
        assert words == [], file.name
        assert sentences_in_script(file) == "", file.name


def test_every_list_of_the_staffs_own_is_true() -> None:
    assert [name for name in STAFFS_TEMPLATES if not (TEMPLATES / name).exists()] == []


def test_a_text_that_nobody_marked_is_found() -> None:
    """The test itself."""
    html = (
        '{% if x %}<p title="Mine">{% translate "Fine" %}, or not</p>{% endif %}'
        "{# Not this #}{% blocktranslate %}Nor this{% endblocktranslate %}<b>{{ name }}</b>"
    )
    assert unmarked_in_template(html) == [", or not", "Mine"]
    code = (
        'A = "Say it."\nB = _("Said.")\nC = f"{a} was not said."\nD = "Pain right now"\nE = "CODE"'
    )
    assert unmarked_in_python(code) == ["Say it.", "{} was not said.", "Pain right now"]
