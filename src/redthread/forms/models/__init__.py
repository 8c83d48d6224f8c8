"""The one table of forms."""

from redthread.forms.models.form_definition import FormDefinition

__all__ = ["FormDefinition"]
