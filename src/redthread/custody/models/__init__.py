"""The tables of custody."""

from redthread.custody.models.absence import Absence
from redthread.custody.models.expected_arrival import ExpectedArrival
from redthread.custody.models.keep_apart import CellSharing, KeepApart
from redthread.custody.models.key_worker import KeyWorker
from redthread.custody.models.legal import LegalStatus, Sentence, SentenceInterruption, SentencePart
from redthread.custody.models.receipt import Receipt
from redthread.custody.models.restriction import Restriction
from redthread.custody.models.segregation import Segregation, SegregationNote, SegregationReview
from redthread.custody.models.stay import Stay
from redthread.custody.models.supervision import Supervision
from redthread.custody.models.transfer import Transfer

__all__ = [
    "Absence",
    "CellSharing",
    "ExpectedArrival",
    "KeepApart",
    "KeyWorker",
    "LegalStatus",
    "Receipt",
    "Restriction",
    "Segregation",
    "SegregationNote",
    "SegregationReview",
    "Sentence",
    "SentenceInterruption",
    "SentencePart",
    "Stay",
    "Supervision",
    "Transfer",
]
