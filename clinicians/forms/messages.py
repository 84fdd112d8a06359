"""A nurse's answer to her patient."""

from typing import Any

from clinicians.forms.fields import Key
from diaries.forms_messages import MessageForm


class ReplyForm(MessageForm):
    key = Key()

    def __init__(self, *args: Any, **rest: Any) -> None:
        rest.setdefault("auto_id", "reply-%s")
        super().__init__(*args, **rest)
        self.fields[
            "text"
        ].help_text = (
            "Plain words. A message closes no alert: where it matters, ring and log the contact."
        )
