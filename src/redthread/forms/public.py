"""The only door into the forms engine from outside.

The usual way::

    form = get_published("laundry")                         # a CompiledForm, shared and immutable
    step = start(form, context)                             # GET
    step = take_step(form, dict(request.POST.lists()), context)   # POST, page by page
    if step.checked:                                        # complete: keep step.checked.answers
        ...                                                 # with form.definition.code and .version
    view = present(form, step, language="ar", context=context)   # what the template shows
"""

from redthread.forms.enums import DefinitionStatus, EnableBehavior, ItemType, Operator, Reason
from redthread.forms.rules.bind import OTHER, Posted, bind
from redthread.forms.rules.definition import Condition, Definition, Item, JsonValue, Option
from redthread.forms.rules.evaluate import AnswerError, Checked, check_answers
from redthread.forms.rules.graph import CompiledForm
from redthread.forms.rules.parse import parse_definition, parse_form
from redthread.forms.rules.problems import DefinitionError, Problem
from redthread.forms.rules.steps import REVIEW, Step, pack, pages_of, start, take_step, unpack
from redthread.forms.rules.values import FormContext, ValueSetMissingError
from redthread.jurisdiction.texts import Text

__all__ = [
    "OTHER",
    "REVIEW",
    "AnswerError",
    "Checked",
    "CompiledForm",
    "Condition",
    "Definition",
    "DefinitionError",
    "DefinitionStatus",
    "EnableBehavior",
    "FormContext",
    "Item",
    "ItemType",
    "JsonValue",
    "Operator",
    "Option",
    "Posted",
    "Problem",
    "Reason",
    "Step",
    "Text",
    "ValueSetMissingError",
    "bind",
    "check_answers",
    "pack",
    "pages_of",
    "parse_definition",
    "parse_form",
    "start",
    "take_step",
    "unpack",
]
