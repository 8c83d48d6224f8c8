"""Photos from outside: a *photo* is drawn anew in a confined process, or *refused* for a *reason*.

For photos of paper forms and attachments. Metadata (position!), appended files and broken files end here.
"""

from .clean import CleanPhoto, clean_photo
from .errors import PhotoRefusedError, RefusalReason
from .kinds import LARGEST_FILE

__all__ = ["LARGEST_FILE", "CleanPhoto", "PhotoRefusedError", "RefusalReason", "clean_photo"]
