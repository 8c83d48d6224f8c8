"""Tables of messages."""

from redthread.messages.models.conversation import Attachment, Body, Conversation, Message
from redthread.messages.models.review import ClientReview, ControlCopy, Look

__all__ = ["Attachment", "Body", "ClientReview", "ControlCopy", "Conversation", "Look", "Message"]
