"""Everything that may be done to a request: one function a step, one transaction, one entry in the thread."""

from redthread.requests.services.appeals import appeal_request
from redthread.requests.services.catalogue import (
    change_request_type,
    load_catalogue,
    remove_ground_template,
    save_ground_template,
)
from redthread.requests.services.conversation import add_attachment, add_message, ask_client, mark_seen
from redthread.requests.services.decisions import (
    answer_satisfaction,
    approve_request,
    decide_many,
    decline_request,
    finish_request,
    return_request,
    withdraw_request,
)
from redthread.requests.services.hand_in import file_paper_request, hand_in_request, refile_request
from redthread.requests.services.paper import drop_paper_photos, forget_paper_photos, keep_paper_photo
from redthread.requests.services.promise import escalate_due, pause_request, renew_tally, resume_request
from redthread.requests.services.routing import (
    end_absence,
    forward_request,
    hand_back_request,
    read_request,
    set_absence,
    take_request,
)
from redthread.requests.services.second_readers import second_read

__all__ = [
    "add_attachment",
    "add_message",
    "answer_satisfaction",
    "appeal_request",
    "approve_request",
    "ask_client",
    "change_request_type",
    "decide_many",
    "decline_request",
    "drop_paper_photos",
    "end_absence",
    "escalate_due",
    "file_paper_request",
    "finish_request",
    "forget_paper_photos",
    "forward_request",
    "hand_back_request",
    "hand_in_request",
    "keep_paper_photo",
    "load_catalogue",
    "mark_seen",
    "pause_request",
    "read_request",
    "refile_request",
    "remove_ground_template",
    "renew_tally",
    "resume_request",
    "return_request",
    "save_ground_template",
    "second_read",
    "set_absence",
    "take_request",
    "withdraw_request",
]
