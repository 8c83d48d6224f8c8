"""What is attached from outside: a photo, drawing or voice note made anew in a confined process, or refused.

For photos of paper forms and attachments of messages. Metadata (position!), appended files, scripts and
broken files end here: what comes out is pixels or sound that we encoded.
"""

from .clean import CleanAttachment, CleanPhoto, clean_attachment, clean_photo
from .errors import AttachmentRefusedError, RefusalReason
from .kinds import LARGEST_FILE, Kind

__all__ = [
    "LARGEST_FILE",
    "AttachmentRefusedError",
    "CleanAttachment",
    "CleanPhoto",
    "Kind",
    "RefusalReason",
    "clean_attachment",
    "clean_photo",
]
