"""Our crispy template pack `nhsuk` over nhsuk-frontend, and the parts of a page that forms need.

    from paincheck.nhsuk.fields import NhsDateField, ScoreField

A form needs nothing else: `{% crispy form %}` and `{{ form|crispy }}` draw it, and base.html puts
the error summary of the context's `form` above the page.
"""
