"""What did not arrive yet, for the managers of its site: seen, and sent again."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from paincheck import clock
from paincheck.accounts.roles import SignedIn, manager_only
from paincheck.outbox import actions, queries


@require_safe
@manager_only
def deliveries(request: SignedIn) -> HttpResponse:
    page = queries.deliveries_page(request.user)
    return render(request, "outbox/deliveries.html", {"page": page})


@require_POST
@manager_only
def send_again(request: SignedIn, delivery_id: uuid.UUID) -> HttpResponse:
    """Pressed twice, or too late since the alert was closed meanwhile, it says so."""
    delivery = _own(request, delivery_id)
    if actions.send_again(deliveries=[delivery], by=request.user, now=clock.now()):
        messages.success(request, "It is on its way again.")
    else:
        messages.info(request, "It does not wait for you any more: see below how it stands.")
    return redirect("outbox:deliveries")


@require_POST
@manager_only
def send_all_again(request: SignedIn) -> HttpResponse:
    dead = queries.deliveries_run_by(request.user).dead()
    n = actions.send_again(deliveries=dead, by=request.user, now=clock.now())
    messages.success(request, f"{n} on the way again.")
    return redirect("outbox:deliveries")


@require_POST
@manager_only
def works_again(request: SignedIn, delivery_id: uuid.UUID) -> HttpResponse:
    delivery = _own(request, delivery_id)
    actions.trust_again(delivery=delivery, by=request.user, now=clock.now())
    messages.success(request, "PainCheck writes there again from the next alert on.")
    return redirect("outbox:deliveries")


def _own(request: SignedIn, delivery_id: uuid.UUID) -> queries.Delivery:
    delivery = queries.delivery_run_by(request.user, delivery_id)
    if delivery is None:
        raise Http404
    return delivery
