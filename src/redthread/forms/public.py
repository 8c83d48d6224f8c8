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
from redthread.forms.messages import sentence
from redthread.forms.models import FormDefinition
from redthread.forms.permissions import Permission
from redthread.forms.present import present
from redthread.forms.queries import (
    FormNotFoundError,
    find_draft,
    get_definition,
    get_published,
    list_forms,
    list_versions,
    next_version,
)
from redthread.forms.rules.bind import OTHER, Posted, bind
from redthread.forms.rules.definition import Condition, Definition, Item, JsonValue, Option
from redthread.forms.rules.editing import (
    ItemNotFoundError,
    add_item,
    as_draft,
    change_item,
    change_texts,
    item_at,
    move_item,
    remove_item,
    text_table,
)
from redthread.forms.rules.evaluate import AnswerError, Checked, check_answers
from redthread.forms.rules.graph import CompiledForm
from redthread.forms.rules.outline import (
    MissingText,
    OutlineLine,
    changes_between,
    coverage,
    missing_texts,
    outline,
)
from redthread.forms.rules.parse import parse_definition, parse_form
from redthread.forms.rules.problems import DefinitionError, Problem
from redthread.forms.rules.steps import REVIEW, Step, pack, pages_of, start, take_step, unpack
from redthread.forms.rules.values import FormContext, ValueSetMissingError
from redthread.forms.services import (
    FormDiffersError,
    FormNotPublishedError,
    FormPublishedError,
    discard_draft,
    load_definitions,
    publish_definition,
    retire_definition,
    save_draft,
)
from redthread.forms.summary import summarise
from redthread.forms.views import FormView, SummaryRow
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
    "FormDefinition",
    "FormDiffersError",
    "FormNotFoundError",
    "FormNotPublishedError",
    "FormPublishedError",
    "FormView",
    "Item",
    "ItemNotFoundError",
    "ItemType",
    "JsonValue",
    "MissingText",
    "Operator",
    "Option",
    "OutlineLine",
    "Permission",
    "Posted",
    "Problem",
    "Reason",
    "Step",
    "SummaryRow",
    "Text",
    "ValueSetMissingError",
    "add_item",
    "as_draft",
    "bind",
    "change_item",
    "change_texts",
    "changes_between",
    "check_answers",
    "coverage",
    "discard_draft",
    "find_draft",
    "get_definition",
    "get_published",
    "item_at",
    "list_forms",
    "list_versions",
    "load_definitions",
    "missing_texts",
    "move_item",
    "next_version",
    "outline",
    "pack",
    "pages_of",
    "parse_definition",
    "parse_form",
    "present",
    "publish_definition",
    "remove_item",
    "retire_definition",
    "save_draft",
    "sentence",
    "start",
    "summarise",
    "take_step",
    "text_table",
    "unpack",
]
