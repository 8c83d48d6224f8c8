"""The words of the estate: one sentence for each event; they are of the house, no client reads them."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "estate.unit_changed": Sentence(client="", staff=_("Changed a unit: %(after)s"), pictogram="unit"),
    "estate.room_changed": Sentence(client="", staff=_("Changed a room: %(after)s"), pictogram="room"),
    "estate.plan_drawn": Sentence(
        client="", staff=_("Drew the plan of %(unit)s: %(rooms)s rooms"), pictogram="unit"
    ),
    "estate.certificate_requested": Sentence(
        client="",
        staff=_("Asked to certify room %(room)s for %(capacity)s instead of %(before)s people: %(grounds)s"),
        pictogram="room",
    ),
    "estate.certificate_approved": Sentence(
        client="",
        staff=_("Certified room %(room)s for %(capacity)s instead of %(before)s people. %(words)s"),
        pictogram="yes",
    ),
    "estate.certificate_declined": Sentence(
        client="",
        staff=_("Did not certify room %(room)s for %(capacity)s people: %(words)s"),
        pictogram="no",
    ),
    "estate.certificate_withdrawn": Sentence(
        client="",
        staff=_("Took back the request to certify room %(room)s for %(capacity)s people"),
        pictogram="withdraw",
    ),
    "estate.room_out_of_use": Sentence(
        client="",
        staff=_("Took room %(room)s out of use from %(since)s to %(until)s. %(words)s"),
        pictogram="pause",
    ),
    "estate.room_back_in_use": Sentence(
        client="", staff=_("Put room %(room)s back into use"), pictogram="room"
    ),
    "estate.equipment_changed": Sentence(
        client="", staff=_("Changed a device: %(after)s"), pictogram="device"
    ),
}
register(SENTENCES)
