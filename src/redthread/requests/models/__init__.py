"""Tables of the requests module, one file per aggregate."""

from redthread.requests.models.care import Absence, SecondReading
from redthread.requests.models.catalogue import GroundTemplate, NumberSeries, RequestType, RequestTypeChange
from redthread.requests.models.conversation import PaperPhoto, RequestAttachment, RequestMessage
from redthread.requests.models.request import ClientRequest

__all__ = [
    "Absence",
    "ClientRequest",
    "GroundTemplate",
    "NumberSeries",
    "PaperPhoto",
    "RequestAttachment",
    "RequestMessage",
    "RequestType",
    "RequestTypeChange",
    "SecondReading",
]
