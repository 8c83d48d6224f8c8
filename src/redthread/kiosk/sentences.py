"""What happened in the kiosk, and why an order cannot be taken, in words that the person can read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, format_skeleton
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from redthread.foundation.sentences import Sentence, register
from redthread.kiosk.enums import ShortReason
from redthread.kiosk.models import name_in
from redthread.kiosk.rules import Obstacle, ObstacleKind
from redthread.money import public as money

SENTENCES = {
    "kiosk.order_placed": Sentence(
        client=gettext_lazy("You ordered for %(said)s."),
        staff=gettext_lazy("Ordered for %(said)s."),
        pictogram="kiosk",
    ),
    "kiosk.line_packed": Sentence(
        client=gettext_lazy("Part of your order was packed: %(delivered)s of %(ordered)s."),
        staff=gettext_lazy("Packed %(delivered)s of %(ordered)s: %(article)s."),
        pictogram="kiosk",
    ),
    "kiosk.order_delivered": Sentence(
        client=gettext_lazy("Your order was packed. You paid %(said)s."),
        staff=gettext_lazy("Packed an order for %(said)s."),
        pictogram="kiosk",
    ),
    "kiosk.order_closed": Sentence(
        client=gettext_lazy("Your order was ended. You got back %(said)s."),
        staff=gettext_lazy("Ended an order and gave back %(said)s."),
        pictogram="kiosk",
    ),
    "kiosk.assortment_loaded": Sentence(
        client="", staff=gettext_lazy("Loaded %(articles)s articles into the kiosk."), pictogram="kiosk"
    ),
    "kiosk.assortment_changed": Sentence(
        client="", staff=gettext_lazy("Changed the kiosk's limits or hours: %(after)s."), pictogram="kiosk"
    ),
    "kiosk.article_changed": Sentence(
        client="", staff=gettext_lazy("Changed the article %(article)s."), pictogram="kiosk"
    ),
}
register(SENTENCES)


def say_moment(at: datetime, timezone: ZoneInfo) -> str:
    """Return a day and a time as the current language writes them (``Sunday 22 November at 08:00``)."""
    try:
        locale = Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    local = at.astimezone(timezone)
    weekday = format_datetime(local, "EEEE", tzinfo=timezone, locale=locale)
    day = format_skeleton("MMMMd", local, tzinfo=timezone, locale=locale)
    return _("{day} at {time}").format(day=f"{weekday} {day}", time=f"{local:%H:%M}")


def say_obstacle(
    obstacle: Obstacle,
    *,
    names: Mapping[int, Mapping[str, str]],
    stop_reasons: Mapping[int, str],
    currency: str,
    opens_at: datetime | None,
    timezone: ZoneInfo,
) -> str:
    """Return the sentence for one obstacle in the current language.

    ``names`` of articles by id and language; ``stop_reasons`` by article id; ``opens_at`` for a closed kiosk.
    """
    article = _name(names.get(obstacle.article_id or 0, {}))
    if obstacle.kind is ObstacleKind.WINDOW_CLOSED:
        when = say_moment(opens_at, timezone) if opens_at else ""
        return _("The kiosk is closed now. You can order again from {when}.").format(when=when)
    if obstacle.kind is ObstacleKind.STOPPED:
        reason = ShortReason(stop_reasons.get(obstacle.article_id or 0) or ShortReason.SOLD_OUT).label
        return _("{article} cannot be bought now: {reason}.").format(
            article=article, reason=str(reason).lower()
        )
    if obstacle.kind is ObstacleKind.ARTICLE_LIMIT and obstacle.allowed == 0:
        return _("You have had all you can have of {article} this week.").format(article=article)
    if obstacle.kind in _MONEY:
        have = money.say_amount(obstacle.allowed, currency)
        return _MONEY[obstacle.kind]().format(have=have, cost=money.say_amount(obstacle.wanted, currency))
    sentence = _SENTENCES[obstacle.kind]()
    return sentence.format(article=article, allowed=obstacle.allowed, wanted=obstacle.wanted)


_MONEY: dict[ObstacleKind, Callable[[], str]] = {
    ObstacleKind.BALANCE: lambda: _("You have {have}, this costs {cost}."),
    ObstacleKind.MONEY_LIMIT: lambda: _("You can spend {have} more this week, this costs {cost}."),
}
_SENTENCES: dict[ObstacleKind, Callable[[], str]] = {
    ObstacleKind.EMPTY: lambda: _("You have not chosen anything yet."),
    ObstacleKind.BAD_QUANTITY: lambda: _("You can order from 1 to {allowed} of {article}."),
    ObstacleKind.UNKNOWN_ARTICLE: lambda: _("Something you chose is not sold here."),
    ObstacleKind.TOO_YOUNG: lambda: _("You must be {allowed} years old to buy {article}."),
    ObstacleKind.ARTICLE_LIMIT: lambda: _(
        "You can have {allowed} more of {article} this week, you chose {wanted}."
    ),
}


def _name(names: Mapping[str, str]) -> str:
    return name_in(names, get_language() or "en")
