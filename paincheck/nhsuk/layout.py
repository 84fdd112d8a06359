"""Crispy layout objects that belong to the pack."""

from typing import Any

from crispy_forms.layout import Field
from crispy_forms.utils import TEMPLATE_PACK
from django.forms import BaseForm
from django.template import Context
from django.utils.safestring import SafeString


class Question(Field):
    """A field whose label is larger (`size` m, l, xl) or is the page's h1 (`heading`).

    Question("worst", size="l", heading=True)
    """

    def __init__(self, name: str, *, size: str = "m", heading: bool = False, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.drawn_as = {"label_size": size, "label_heading": heading}

    def render(
        self,
        form: BaseForm,
        context: Context,
        template_pack: str = TEMPLATE_PACK,
        extra_context: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> SafeString:
        told = {**(extra_context or {}), **self.drawn_as}
        return SafeString(
            super().render(form, context, template_pack, extra_context=told, **kwargs)
        )
