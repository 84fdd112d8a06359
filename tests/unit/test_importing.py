"""What the parser of diaries promises to somebody who imports one."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diaries.delimited import UnreadableDiary
from diaries.importing import Columns, ImportedDiary, ImportedReading, Scale, read_diary

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
HEADING = "name,startday,startmonth,startyear,intensity\n"


def published(rows: str, heading: str = HEADING) -> ImportedDiary:
    return read_diary((heading + rows).encode(), now=NOW, zone=LONDON)


def mapped(text: str | bytes, scale: str = "0-10", **columns: str) -> ImportedDiary:
    content = text if isinstance(text, bytes) else text.encode()
    which = Columns(**({"time": "when", "worst": "worst"} | columns))
    return read_diary(content, which, now=NOW, zone=LONDON, scale=Scale.named(scale))


def only(diary: ImportedDiary) -> ImportedReading:
    [reading] = diary.readings
    return reading


def reason(diary: ImportedDiary) -> str:
    [(_line, why)] = diary.left_out
    return why


# --- The published layouts --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Knee Pain", '"Knee Pain"', " Back pain ", "Tendon Throbbing"])
def test_a_row_of_a_published_diary_is_the_worst_pain_of_its_day(name):
    reading = only(published(f"{name},31,1,2018,3.2\n"))
    assert (reading.day, reading.worst) == (date(2018, 1, 31), Decimal("3.2"))


@pytest.mark.parametrize("name", ["happiness", "steps", "", "mood", "sleep"])
def test_another_measure_is_never_taken_for_pain(name):
    diary = published(f"{name},31,1,2018,9\n")
    assert not diary.readings
    assert reason(diary) == f"'{name}' is not a pain score"


def test_the_day_is_the_one_the_score_is_about_not_the_one_of_writing():
    heading = HEADING.strip() + ",date\n"
    reading = only(published("Knee Pain,1,2,2018,3,2018-02-03 09:15:00\n", heading))
    assert (reading.day, reading.hour) == (date(2018, 2, 1), None)


def test_a_day_with_several_sites_counts_once_with_its_worst():
    diary = published("Knee Pain,1,2,2018,3\nBack pain,1,2,2018,5\nHip Pain,1,2,2018,4\n")
    assert (only(diary).worst, only(diary).site) == (Decimal(5), "Back pain")
    assert diary.left_out == [
        (2, "same day as line 3, which stands for it"),
        (4, "same day as line 3, which stands for it"),
    ]


def test_readings_come_in_the_order_of_their_days():
    diary = published("Hip Pain,3,2,2018,3\nHip Pain,1,2,2018,4\n")
    assert [reading.day.day for reading in diary.readings] == [1, 3]


# --- A file with columns named by the person who imports it -----------------------------------


def test_rows_with_an_hour_are_readings_of_their_own():
    diary = mapped("when,worst\n2026-03-01 08:00,3\n2026-03-01 21:30,6\n")
    assert [reading.hour for reading in diary.readings] == [time(8), time(21, 30)]


def test_a_date_alone_leaves_the_hour_unknown():
    assert only(mapped("when,worst\n2026-03-01,3\n")).hour is None


def test_midnight_on_every_row_is_a_date_that_a_spreadsheet_widened():
    diary = mapped("when,worst\n2026-03-01 00:00:00,3\n2026-03-02 00:00:00,4\n")
    assert {reading.hour for reading in diary.readings} == {None}


def test_a_real_midnight_among_other_hours_stays_midnight():
    diary = mapped("when,worst\n2026-03-01 00:00:00,3\n2026-03-02 07:00:00,4\n")
    assert diary.readings[0].hour == time(0)


def test_a_time_with_an_offset_becomes_local():
    reading = only(mapped("when,worst\n2026-06-30T23:30:00+00:00,3\n"))
    assert (reading.day, reading.hour) == (date(2026, 7, 1), time(0, 30))


@pytest.mark.parametrize(
    ("form", "text", "day", "hour"),
    [
        ("%d/%m/%Y", "1/3/2026", date(2026, 3, 1), None),
        ("%d/%m/%Y %H:%M", "01/03/2026 21:05", date(2026, 3, 1), time(21, 5)),
        ("%d %b %y %I%p", "1 Mar 26 9PM", date(2026, 3, 1), time(21)),
    ],
)
def test_a_form_of_date_can_be_named(form, text, day, hour):
    reading = only(mapped(f"when,worst\n{text},3\n", time_format=form))
    assert (reading.day, reading.hour) == (day, hour)


@pytest.mark.parametrize(
    ("scale", "given", "score"),
    [
        ("0-10", "3", "3"),
        ("0-10", "3.25", "3.3"),  # half up, not half to even
        ("0-10", "3.24", "3.2"),
        ("0-10", '"3,5"', "3.5"),
        ("0-10", "0", "0"),
        ("0-100", "37", "3.7"),
        ("0-100", "36.5", "3.7"),
        ("0-100", "100", "10"),
        ("1-5", "1", "0"),
        ("1-5", "4", "7.5"),
        ("0-4", "3", "7.5"),
    ],
)
def test_scores_are_moved_onto_0_to_10_and_keep_one_decimal(scale, given, score):
    assert only(mapped(f"when,worst\n2026-03-01,{given}\n", scale)).worst == Decimal(score)


def test_rounding_and_scale_are_told():
    diary = mapped("when,worst\n2026-03-01,36.5\n", "0-100")
    assert "1 score rounded half up to one decimal." in diary.remarks
    assert "Scores of 0 to 100 moved to 0 to 10." in diary.remarks


@pytest.mark.parametrize("blank", ["", " ", "NA", "n/a", "-", "NaN", "null"])
def test_a_missing_score_stays_missing(blank):
    text = f"when,worst,now\n2026-03-01,{blank},4\n"
    assert only(mapped(text, now="now")).worst is None


def test_a_row_without_any_score_is_left_out():
    assert reason(mapped("when,worst\n2026-03-01,\n")) == "no score"


def test_column_names_are_found_whatever_their_case_and_spaces():
    assert only(mapped(" When , WORST \n2026-03-01,4\n")).worst == 4


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter):
    text = delimiter.join(["when", "worst"]) + "\n" + delimiter.join(["2026-03-01", "4"]) + "\n"
    assert only(mapped(text)).worst == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_usual_encodings_are_read(encoding):
    text = "when,worst,où\n2026-03-01,4,épaule\n"
    assert only(mapped(text.encode(encoding))).worst == 4


# --- Bad rows: each with its line and its reason ----------------------------------------------


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2026-03-01,11", "the score '11' is outside 0 to 10"),
        ("2026-03-01,-1", "the score '-1' is outside 0 to 10"),
        ("2026-03-01,bad", "the score 'bad' is not a number"),
        ("2026-03-01,1e1", "the score '1e1' is not a number"),
        ("2026-03-01,inf", "the score 'inf' is not a number"),
        ("2026-03-01,none", "the score 'none' is not a number"),
        ("2026-03-01,4,5", "3 values where the heading has 2"),
        ("2026-03-01", "1 value where the heading has 2"),
        ("2026-03-01,4\0", "contains a NUL character"),
        ('"2026"-03-01,4', "quotation marks do not match"),
        ("2026-11-25,4", "2026-11-25 is in the future"),
        ("2026-11-24 10:31,4", "2026-11-24 10:31 is in the future"),
        ("1926-03-01,4", "1926-03-01 is before 1950"),
        ("2026-02-30,4", "the time '2026-02-30' is not a date like 2026-03-29 or 2026-03-29T21:30"),
        (",4", "the time '' is not a date like 2026-03-29 or 2026-03-29T21:30"),
    ],
)
def test_a_row_that_cannot_be_trusted_is_left_out_with_its_reason(row, why):
    diary = mapped(f"when,worst\n{row}\n2026-03-02,4\n")
    assert diary.left_out == [(2, why)]
    assert only(diary).day == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ("30,2,2018", "the day '2018-2-30' does not exist"),
        ("x,2,2018", "the day '2018-2-x' is not a date"),
        ("1,2,", "the day '-2-1' is not a date"),
        ("0,2,2018", "the day '2018-2-0' does not exist"),
    ],
)
def test_an_impossible_day_is_left_out(parts, why):
    assert reason(published(f"Knee Pain,{parts},3\n")) == why


def test_a_mark_that_is_never_closed_does_not_swallow_the_file_in_silence():
    diary = mapped('when,worst\n2026-03-01,4\n"2026-03-02,4\n2026-03-03,4\n')
    assert len(diary.readings) == 1
    assert diary.left_out == [(3, "quotation marks do not match; lines 3 to 4 are lost with it")]


def test_a_note_over_several_lines_keeps_the_line_numbers_right():
    diary = mapped('when,worst,note\n2026-03-01,4,"one\ntwo"\n2026-03-02,12,\n')
    assert [line for line, _why in diary.left_out] == [4]


def test_a_repeated_row_counts_once():
    diary = mapped("when,worst\n2026-03-01 09:00,4\n2026-03-01 09:00,4\n")
    assert only(diary).line == 2
    assert reason(diary) == "same time as line 2, which stands for it"


def test_a_form_of_date_without_a_year_never_lands_in_1900():
    assert "before 1950" in reason(mapped("when,worst\n1/3,4\n", time_format="%d/%m"))


def test_what_is_shown_of_a_file_cannot_steer_a_terminal():
    assert "\x1b" not in reason(mapped("when,worst\n2026-03-01,\x1b[2J\n"))


# --- Bad files: refused whole, in a sentence --------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n\n", "  \n", "\ufeff"])
def test_an_empty_file_is_refused(text):
    with pytest.raises(UnreadableDiary, match="The file is empty"):
        mapped(text)


def test_a_file_without_the_columns_is_refused_and_says_what_it_has():
    with pytest.raises(UnreadableDiary, match="columns once: when, worst.*It reads: 'date,pain'"):
        mapped("date,pain\n2026-03-01,4\n")


def test_a_column_named_twice_is_refused():
    with pytest.raises(UnreadableDiary, match="once"):
        mapped("when,worst,worst\n2026-03-01,4,5\n")


def test_a_mapping_without_a_score_is_refused():
    with pytest.raises(UnreadableDiary, match="at least one column with a score"):
        read_diary(b"when\n2026-03-01\n", Columns(time="when"), now=NOW, zone=UTC)


@pytest.mark.parametrize("scale", ["", "10", "10-0", "5-5", "0-x", "min-max"])
def test_a_scale_that_is_none_is_refused(scale):
    with pytest.raises(UnreadableDiary, match="not two numbers"):
        Scale.named(scale)


# --- Properties -------------------------------------------------------------------------------

COLUMNS = st.one_of(
    st.none(),
    st.builds(
        Columns,
        time=st.just("when"),
        worst=st.just("worst"),
        time_format=st.sampled_from([None, "%d/%m/%Y", "%Y %Y", "%", "%H", "%c %z"]),
    ),
)


@given(
    start=st.sampled_from([b"", b"when,worst\n", HEADING.encode()]),
    content=st.binary(max_size=300),
    columns=COLUMNS,
)
@example(b"when,worst\n", b"0001-01-01T00:00:00+23:59,1\n", Columns(time="when", worst="worst"))
@example(b"when,worst\n", b"x" * 140_000 + b",1\n", Columns(time="when", worst="worst"))
def test_whatever_the_bytes_there_is_a_diary_or_a_sentence(start, content, columns):
    try:
        diary = read_diary(start + content, columns, now=NOW, zone=LONDON)
    except UnreadableDiary:
        return
    for reading in diary.readings:
        assert reading.worst is not None
        assert 0 <= reading.worst <= 10


@given(
    st.lists(
        st.tuples(
            st.dates(date(2020, 1, 1), date(2026, 11, 24)),
            st.sampled_from(["Knee Pain", "Back pain", "happiness"]),
            st.decimals(-2, 12, places=2),
        ),
        max_size=30,
    )
)
def test_every_row_is_either_read_or_left_out_with_a_reason(rows):
    lines = [f"{name},{day.day},{day.month},{day.year},{score}\n" for day, name, score in rows]
    diary = published("".join(lines))
    told = [reading.line for reading in diary.readings] + [line for line, _ in diary.left_out]
    assert sorted(told) == list(range(2, len(rows) + 2))


@given(st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2024, 1, 9)), st.integers(0, 10))))
def test_the_worst_of_each_day_is_what_is_kept(rows):
    lines = [f"Knee Pain,{day.day},{day.month},{day.year},{score}\n" for day, score in rows]
    kept = {reading.day: reading.worst for reading in published("".join(lines)).readings}
    assert kept == {day: max(s for d, s in rows if d == day) for day, _score in rows}
