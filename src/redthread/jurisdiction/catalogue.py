"""Reading what can be asked, who answers, on what grounds, and what each role may see."""

from collections.abc import Iterable, Mapping

from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.pack import (
    AppealRoute,
    ClassText,
    Decision,
    Department,
    Form,
    Ground,
    Group,
    OnMove,
    Reach,
    RequestType,
    Role,
)
from redthread.jurisdiction.tables import Table

NO_APPEAL = "none"
RETURN_REASONS = ("wrong_form", "duplicate", "incomplete", "moved")


def read_classes(file: Table) -> dict[InformationClass, ClassText]:
    """Return the words for every information class; none may be missing."""
    found = {}
    for name, table in file.tables("class"):
        if name not in InformationClass.__members__:
            file.refuse(f"class.{name}", "there is no such information class")
        info_class = InformationClass[name]
        found[info_class] = ClassText(info_class, table.text("title"), table.text("explains"))
        table.done()
    for info_class in InformationClass:
        if info_class not in found:
            file.refuse(f"class.{info_class.name}", "is missing")
    return found


def read_roles(file: Table) -> dict[str, Role]:
    """Return roles by code. Nobody writes what they may not read."""
    found = {}
    for code, table in file.tables("role"):
        role = Role(
            code=code,
            title=table.text("title"),
            reads=_classes(table, "reads"),
            writes=_classes(table, "writes"),
            permissions=frozenset(table.words("permissions")),
            reach=table.one_of("reach", Reach),
            why=table.text("why"),
        )
        if role.writes & ~role.reads:
            table.refuse("writes", "names a class that the role may not read")
        table.done()
        found[code] = role
    return found


def read_departments(file: Table, roles: Mapping[str, Role]) -> dict[str, Department]:
    """Return departments by code."""
    found = {}
    for code, table in file.tables("department"):
        found[code] = Department(code, table.text("title"), table.words("roles"), table.flag("sealed"))
        _known(table, "roles", found[code].roles, roles)
        if not found[code].roles:
            table.refuse("roles", "somebody must answer")
        table.done()
    return found


def read_groups(file: Table) -> dict[str, Group]:
    """Return the headings of the catalogue in their order."""
    found = []
    for code, table in file.tables("group"):
        found.append(Group(code, table.whole("order"), table.text("title")))
        table.done()
    return {group.code: group for group in sorted(found, key=lambda group: group.order)}


def read_request_types(
    file: Table,
    groups: Mapping[str, Group],
    departments: Mapping[str, Department],
    roles: Mapping[str, Role],
    appeals: Mapping[str, AppealRoute],
    forms: Mapping[tuple[str, int], Form],
) -> dict[str, RequestType]:
    """Return request types by code in their order; whatever one names must be there."""
    found = []
    for code, table in file.tables("type"):
        found.append(_request_type(code, table, appeals))
        _known(table, "group", [found[-1].group], groups)
        _known(table, "department", [found[-1].department], departments)
        _known(table, "escalation", found[-1].escalation, roles)
        if (found[-1].form, found[-1].form_version) not in forms:
            table.refuse("form", f"there is no version {found[-1].form_version} of {found[-1].form!r}")
        _check_somebody_can_answer(table, found[-1], departments[found[-1].department], roles)
        table.done()
    return {kind.code: kind for kind in sorted(found, key=lambda kind: kind.order)}


def _request_type(code: str, table: Table, appeals: Mapping[str, AppealRoute]) -> RequestType:
    appeal = table.word("appeal")
    if appeal != NO_APPEAL:
        _known(table, "appeal", [appeal], appeals)
    name = table.word("information_class")
    if name not in InformationClass.__members__:
        table.refuse("information_class", f"there is no information class {name!r}")
    return RequestType(
        code=code,
        order=table.whole("order"),
        group=table.word("group"),
        pictogram=table.word("pictogram"),
        tile=table.text("tile"),
        title=table.text("title"),
        description=table.text("description"),
        form=table.word("form"),
        form_version=table.whole("form_version", least=1),
        department=table.word("department"),
        answer_days=table.whole("answer_days", least=1, most=90),
        information_class=InformationClass[name],
        is_private=table.flag("is_private"),
        allows_several=table.flag("allows_several"),
        allows_attachment=table.flag("allows_attachment"),
        on_move=table.one_of("on_move", OnMove),
        may_pause=table.flag("may_pause"),
        appeal=appeals.get(appeal),
        second_reader_share=table.share("second_reader_share"),
        escalation=table.words("escalation"),
    )


def _check_somebody_can_answer(
    table: Table, kind: RequestType, department: Department, roles: Mapping[str, Role]
) -> None:
    """Refuse a type whose department may not write, or whose chain may not read, what it is about."""
    name = kind.information_class.name
    if not any(kind.information_class in roles[code].writes for code in department.roles):
        table.refuse("department", f"no role in it may write the class {name}")
    for code in kind.escalation:
        if kind.information_class not in roles[code].reads:
            table.refuse("escalation", f"{code!r} may not read the class {name}")


def read_grounds(file: Table, types: Mapping[str, RequestType]) -> dict[str, Ground]:
    """Return grounds by code, in the order of the file."""
    found = {}
    for code, table in file.tables("ground"):
        ground = Ground(
            code=code,
            decision=table.one_of("decision", Decision),
            types=table.words("types"),
            return_reason=table.word("return_reason", ""),
            text=table.text("text"),
            next_step=table.text("next_step"),
        )
        _known(table, "types", ground.types, types)
        if (ground.decision is Decision.RETURNED) != (ground.return_reason in RETURN_REASONS):
            table.refuse("return_reason", f"returned, and only returned, has one of {RETURN_REASONS}")
        table.done()
        found[code] = ground
    return found


def _classes(table: Table, key: str) -> InformationClass:
    found = InformationClass(0)
    for name in table.words(key):
        if name not in InformationClass.__members__:
            table.refuse(key, f"there is no information class {name!r}")
        found |= InformationClass[name]
    return found


def _known(table: Table, key: str, codes: Iterable[str], among: Mapping[str, object]) -> None:
    for code in codes:
        if code not in among:
            table.refuse(key, f"there is no {code!r}")
