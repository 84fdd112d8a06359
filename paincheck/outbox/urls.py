"""The managers' page of what did not arrive."""

from django.urls import path

from paincheck.outbox import views

app_name = "outbox"

urlpatterns = [
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/again/", views.send_all_again, name="send_all_again"),
    path("deliveries/<uuid:delivery_id>/again/", views.send_again, name="send_again"),
    path("deliveries/<uuid:delivery_id>/works/", views.works_again, name="works_again"),
]
