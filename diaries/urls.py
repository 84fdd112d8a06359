"""The patient's pages. No address says whose they are: they are those of who is signed in."""

from datetime import date

from django.urls import path, register_converter

from diaries import api
from diaries.views import (
    check,
    diary,
    fuller,
    home,
    learning,
    medicines,
    messages,
    reminders,
    requests,
    send,
    shell,
    start,
    take,
    team,
    visit,
)

app_name = "diaries"


class DayConverter:
    """2026-11-24; a day that does not exist is no address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("diary/", home.home, name="home"),
    path(
        "diary/too-unwell/",
        requests.one_tap,
        {"too_unwell": True, "back": "diaries:home"},
        name="too_unwell",
    ),
    path("diary/asked/<uuid:request_id>/", home.asked, name="asked"),
    path("diary/days/", diary.days, name="days"),
    path("diary/days/<day:on>/", diary.day, name="day"),
    path("diary/visit.pdf", take.visit_as_pdf, name="visit_pdf"),
    path("diary/visit/", visit.visit, name="visit"),
    path("diary/visit/questions/<uuid:key>/", visit.tick, name="tick"),
    path("diary/charts/", visit.charts, name="charts"),
    path("diary/learn/", learning.learn, name="learn"),
    path("diary/learn/booklet/", learning.booklet, name="booklet"),
    path("diary/learn/<slug:code>/", learning.module, name="module"),
    path("diary/learn/<slug:code>/read/", learning.mark_read, name="mark_read"),
    path("diary/learn/<slug:code>/unread/", learning.take_mark_back, name="take_mark_back"),
    path("diary/medicines/", medicines.medicines, name="medicines"),
    path("diary/medicines/dose/", medicines.dose, name="dose"),
    path("diary/medicines/dose/earlier/", medicines.earlier_dose, name="earlier_dose"),
    path("diary/medicines/doses/<uuid:dose_id>/", medicines.one_dose, name="one_dose"),
    path("diary/medicines/doses/<uuid:dose_id>/helped/", medicines.helped, name="helped"),
    path(
        "diary/medicines/doses/<uuid:dose_id>/take-back/",
        medicines.take_back_dose,
        name="take_back_dose",
    ),
    path("diary/medicines/<int:medication_id>/left-off/", medicines.left_off, name="left_off"),
    path(
        "diary/medicines/left-off/<int:said_id>/take-back/",
        medicines.take_back_left_off,
        name="take_back_left_off",
    ),
    path("diary/call/", requests.call, name="call"),
    path("diary/messages/", messages.thread, name="messages"),
    path("diary/team/", team.team, name="team"),
    path("diary/promise/", team.promise, name="promise"),
    path("diary/goal/", team.goal, name="goal"),
    path("diary/pause/", team.pause, name="pause"),
    path("diary/resume/", team.resume, name="resume"),
    path("diary/reminders/", reminders.reminders, name="reminders"),
    path("diary/reminders/stop/", reminders.stop_own, name="stop_own_reminders"),
    path("diary/reminders/pause/", reminders.pause_until, name="pause_until"),
    path("reminders/stop/<uuid:stop_key>/", reminders.stop_by_link, name="stop_reminders"),
    path("diary/start/", start.start, name="start"),
    path(
        "diary/start/talk/",
        requests.one_tap,
        {"too_unwell": False, "back": "diaries:start"},
        name="talk_first",
    ),
    path("diary/start/reminders/", start.start_reminders, name="start_reminders"),
    path("diary/start/check/", start.start_check, name="start_check"),
    path("check/", check.check, name="check"),
    path("check/keep/", check.keep, name="keep"),
    path("check/clear/", check.clear, name="clear"),
    path("check/answers/", send.answers, name="answers"),
    path("check/kept/", send.kept, name="kept"),
    path("check/<uuid:check_id>/", diary.one_check, name="one_check"),
    path("check/<uuid:check_id>/change/", check.change, name="change"),
    path("check/<uuid:check_id>/thanks/", send.thanks, name="thanks"),
    path("fuller/", fuller.begin, name="fuller"),
    path("fuller/answers/", fuller.answers, name="fuller_answers"),
    path("fuller/sent/<uuid:fuller_id>/", fuller.sent, name="fuller_sent"),
    path("fuller/<slug:name>/", fuller.step, name="fuller_step"),
    path("diary/take/", take.take, name="take"),
    path("diary/take/fhir/", take.as_fhir, name="take_fhir"),
    path("diary/take/pdf/", take.as_pdf, name="take_pdf"),
    path("diary/take/table/", take.as_table, name="take_table"),
    path("api/fhir/", api.Fhir.as_view(), name="api_fhir"),
    path("api/checks/", api.Checks.as_view(), name="api_checks"),
    path("api/diary/", api.Whose.as_view(), name="api_whose"),
    path("offline/", shell.offline, name="offline"),
    path("sw.js", shell.worker, name="worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
]
