"""The addresses of a client in custody."""

from django.urls import URLPattern, path

from redthread.doors.staff.custody import (
    arrivals,
    client_keys,
    keep_apart,
    merge,
    moves,
    place,
    restrictions,
    segregation,
    sentence,
    transfer,
    visits,
)

custody_urls: list[URLPattern] = [
    path("moves", moves.moves, name="moves"),
    path("segregated", visits.visits, name="segregated"),
    path("segregated/<uuid:segregation_id>/seen", visits.visited, name="segregated-seen"),
    path("arrivals/new", arrivals.announce, name="arrival-new"),
    path("arrivals/<uuid:arrival_id>", arrivals.arrival, name="arrival"),
    path("arrivals/<uuid:arrival_id>/cancel", arrivals.cancel, name="arrival-cancel"),
    path("clients/<int:client_id>/place", place.place, name="place"),
    path("clients/<int:client_id>/place/move", place.move, name="place-move"),
    path("clients/<int:client_id>/place/out", place.out, name="place-out"),
    path("clients/<int:client_id>/place/back", place.back, name="place-back"),
    path("clients/<int:client_id>/place/key-worker", place.key_worker, name="place-key-worker"),
    path("clients/<int:client_id>/place/release", place.release, name="place-release"),
    path("clients/<int:client_id>/merge", merge.merge, name="merge"),
    path("clients/<int:client_id>/merge/<int:merge_id>/undo", merge.undo, name="merge-undo"),
    path("clients/<int:client_id>/keys", client_keys.keys, name="client-keys"),
    path("clients/<int:client_id>/transfers/new", transfer.propose, name="transfer-new"),
    path("clients/<int:client_id>/transfers/<uuid:transfer_id>", transfer.transfer, name="transfer"),
    path(
        "clients/<int:client_id>/transfers/<uuid:transfer_id>/decide", transfer.decide, name="transfer-decide"
    ),
    path(
        "clients/<int:client_id>/transfers/<uuid:transfer_id>/cancel", transfer.cancel, name="transfer-cancel"
    ),
    path("clients/<int:client_id>/transfers/<uuid:transfer_id>/begin", transfer.begin, name="transfer-begin"),
    path(
        "clients/<int:client_id>/transfers/<uuid:transfer_id>/arrive", transfer.arrive, name="transfer-arrive"
    ),
    path("clients/<int:client_id>/restrictions", restrictions.restrictions, name="restrictions"),
    path(
        "clients/<int:client_id>/restrictions/<uuid:restriction_id>/lift",
        restrictions.lift,
        name="restriction-lift",
    ),
    path(
        "clients/<int:client_id>/restrictions/<uuid:restriction_id>/withdraw",
        restrictions.withdraw,
        name="restriction-withdraw",
    ),
    path("clients/<int:client_id>/keep-apart", keep_apart.keep_apart, name="keep-apart"),
    path("clients/<int:client_id>/keep-apart/assess", keep_apart.assess, name="cell-sharing"),
    path("clients/<int:client_id>/keep-apart/<int:pair_id>/close", keep_apart.close, name="keep-apart-close"),
    path("clients/<int:client_id>/segregation", segregation.segregation, name="segregation"),
    path(
        "clients/<int:client_id>/segregation/<uuid:segregation_id>/review",
        segregation.review,
        name="segregation-review",
    ),
    path(
        "clients/<int:client_id>/segregation/<uuid:segregation_id>/note",
        segregation.note,
        name="segregation-note",
    ),
    path("clients/<int:client_id>/sentence", sentence.sentence, name="sentence"),
    path("clients/<int:client_id>/sentence/edit", sentence.edit, name="sentence-edit"),
    path("clients/<int:client_id>/status", sentence.status, name="legal-status"),
]
