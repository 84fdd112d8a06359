"""Filling in a pain check through its pages, as a browser without scripts does."""

from typing import Any

from django.http import HttpResponse
from django.test import Client


def opened(client: Client, address: str = "/check/") -> str:
    """The signed text that the page of the check carries."""
    return str(client.get(address).context["page"])


def fill_in(
    client: Client, address: str = "/check/", page: str | None = None, **answers: Any
) -> HttpResponse:
    """Answer the questions and press 'Check my answers'."""
    return client.post(address, {"page": page or opened(client, address), **answers})


def to_send(client: Client) -> dict[str, str]:
    """What 'Check your answers' would send."""
    told = client.get("/check/answers/").context
    return {"page": told["page"], "digest": told["look"].digest}


def send(client: Client) -> HttpResponse:
    return client.post("/check/answers/", to_send(client))


def do_check(client: Client, **answers: Any) -> HttpResponse:
    """A whole check, up to the page of thanks."""
    fill_in(client, **answers)
    return client.get(send(client).url)


def text_of(response: HttpResponse) -> str:
    """The page as one line, so that a sentence is found however it is broken."""
    return " ".join(response.content.decode().split())
