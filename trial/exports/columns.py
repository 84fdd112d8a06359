"""One column: its name, kind, unit, meaning, codes, and where its values come from.

The data files, the data dictionary and the sheets of a workbook are all made from these. A value is
written the same by both databases: PostgreSQL makes the text itself, so that COPY can stream it;
what SQLite hands over becomes text in `written`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, TextField
from django.db.models.expressions import Combinable

from diaries.spreadsheet import harmless

Codes = tuple[tuple[str, str], ...]


class Kind(StrEnum):
    TEXT = "text"
    CODE = "code"
    NUMBER = "whole number"
    SCORE = "number"
    YES_NO = "yes or no"
    DAY = "day"
    MOMENT = "time"
    LIST = "codes with ; between them"
    PAIRS = "code:answer with ; between them"


UNITS = {
    Kind.YES_NO: "1 yes, 0 no",
    Kind.DAY: "YYYY-MM-DD",
    Kind.MOMENT: "UTC, YYYY-MM-DDThh:mm:ssZ",
}
NUMBERS = frozenset({Kind.NUMBER, Kind.SCORE, Kind.YES_NO})
# {x} is the value. An empty text and no value are both an empty cell.
_TEXT = (
    "CASE WHEN ltrim(({x})::text, E' \\n\\u00a0') ~ E'^[-=+@\\t\\r]' "
    "THEN '''' || ({x})::text ELSE NULLIF(({x})::text, '') END"
)
_LIST = (
    "(SELECT string_agg({one}, ';' ORDER BY place) FROM {each}) WITH ORDINALITY AS e(one, place))"
)
_EACH = "CASE jsonb_typeof({x}) WHEN 'array' THEN {x} ELSE '[]' END"
_ON_POSTGRESQL = {
    Kind.TEXT: _TEXT,
    Kind.CODE: _TEXT,
    Kind.NUMBER: _TEXT,
    Kind.SCORE: "trim_scale(({x})::numeric)::text",
    Kind.YES_NO: "CASE ({x})::text WHEN 'true' THEN '1' WHEN 'false' THEN '0' END",
    Kind.DAY: "to_char({x}, 'YYYY-MM-DD')",
    Kind.MOMENT: "to_char(({x}) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
    Kind.LIST: _TEXT.replace(
        "{x}", _LIST.format(one="one", each=f"jsonb_array_elements_text({_EACH}")
    ),
    Kind.PAIRS: _TEXT.replace(
        "{x}",
        _LIST.format(one="(one ->> 0) || ':' || (one ->> 1)", each=f"jsonb_array_elements({_EACH}"),
    ),
}


class Text(Func):
    """The value as its text on PostgreSQL; as it is on SQLite, for `written`."""

    arity = 1

    def __init__(self, value: Any, *, kind: Kind) -> None:
        super().__init__(value)
        self.kind = kind

    def as_postgresql(
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        template = _ON_POSTGRESQL[self.kind]
        return template.replace("{x}", sql), tuple(params) * template.count("{x}")

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return sql, tuple(params)

    def _resolve_output_field(self) -> Any:
        return self.source_expressions[0].output_field


class Answer(Func):
    """One answer out of a JSON document; `many`: it is a list."""

    arity = 1
    output_field = TextField()

    def __init__(self, document: str | Combinable, *, code: str, many: bool = False) -> None:
        super().__init__(document)
        self.code, self.many = code, many

    def as_postgresql(
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"({sql} {'->' if self.many else '->>'} %s)", (*params, self.code)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"JSON_EXTRACT({sql}, %s)", (*params, f"$.{json.dumps(self.code)}")


class DayThere(Func):
    """The local day of a moment, in the time zone that the second expression names."""

    arity = 2

    def as_postgresql(
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (at, told), (zone, named) = map(compiler.compile, self.source_expressions)
        return f"(({at}) AT TIME ZONE ({zone}))::date", (*told, *named)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        (at, told), (zone, named) = map(compiler.compile, self.source_expressions)
        return f"django_datetime_cast_date({at}, 'UTC', {zone})", (*told, *named)


class InOrder(Func):
    """To sort a text by its signs, the same on both databases."""

    arity = 1
    output_field = TextField()

    def as_postgresql(
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f'(({sql})::text COLLATE "C")', tuple(params)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return sql, tuple(params)


@dataclass(frozen=True)
class Column:
    """`value`: a look-up, or an expression. `unmasked`: it may betray an arm. `may_identify`:
    words that somebody wrote; left out unless they were asked for, and then with the unmasked
    right alone, since such words may tell an arm.
    """

    name: str
    kind: Kind
    meaning: str
    value: Any
    codes: Codes = ()
    unit: str = ""
    unmasked: bool = False
    may_identify: bool = False

    @property
    def text(self) -> Text:
        value = F(self.value) if isinstance(self.value, str) else self.value
        if isinstance(value, Q):
            value = ExpressionWrapper(value, output_field=BooleanField())
        return Text(value, kind=self.kind)

    def written(self, value: Any) -> str:
        """What SQLite gave, as PostgreSQL writes it."""
        if value is None or value == "":
            return ""
        return _ON_SQLITE.get(self.kind, _plain)(value)


def words(name: str, meaning: str, value: Any) -> Column:
    """Free text."""
    return Column(name, Kind.TEXT, meaning, value, may_identify=True)


def coded(name: str, meaning: str, value: Any, codes: Any, *, unmasked: bool = False) -> Column:
    """One of `codes`, (code, words) each."""
    known = tuple((str(code), str(said)) for code, said in codes)
    return Column(name, Kind.CODE, meaning, value, codes=known, unmasked=unmasked)


def _plain(value: Any) -> str:
    return harmless(str(value))


def _score(value: Any) -> str:
    return format(Decimal(str(value)).normalize(), "f")


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def _day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _list(value: Any) -> str:
    items = json.loads(value) if isinstance(value, str) else value
    return harmless(";".join(map(str, items))) if isinstance(items, list) else ""


def _pairs(value: Any) -> str:
    items = json.loads(value) if isinstance(value, str) else value
    return harmless(";".join(f"{one}:{other}" for one, other in items))


_ON_SQLITE: Mapping[Kind, Any] = {
    Kind.SCORE: _score,
    Kind.YES_NO: lambda value: str(int(value)),
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.LIST: _list,
    Kind.PAIRS: _pairs,
}
