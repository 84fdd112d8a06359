"""Her own follow-up form, behind a link: no sign-in, no name, alike in both arms (T2)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from paincheck import clock
from paincheck.accounts.views.answers import posted
from trial.actions import following
from trial.forms.short import ShortForm
from trial.queries import following as queries


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_form(request: HttpRequest, secret: str) -> HttpResponse:
    now = clock.now()
    visit = queries.visit_of_link(following.digest_of(secret), now)
    if visit is None or queries.stands_still(visit.participant):
        return render(request, "trial/own_form_closed.html", status=404)
    if visit.completed_on is not None and request.method != "POST":
        return render(request, "trial/own_form_thanks.html")
    form = ShortForm(posted(request), form=visit.visit)
    if request.method == "POST" and form.is_valid():
        following.enter_by_link(
            secret=secret, answers=form.answers, key=form.cleaned_data["key"], now=now
        )
        return redirect("trial:own_form_thanks")
    told = {"form": form, "support": visit.participant.site.site}
    return render(request, "trial/own_form.html", told, status=422 if form.errors else 200)


@login_not_required
@require_safe
def own_form_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "trial/own_form_thanks.html")
