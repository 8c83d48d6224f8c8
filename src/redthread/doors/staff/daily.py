"""The addresses of the daily work."""

from django.urls import URLPattern, path

from redthread.doors.staff import clients, queue, requests, second_reading, today, together

daily_urls: list[URLPattern] = [
    path("", today.today, name="today"),
    path("requests", queue.queue, name="queue"),
    path("requests/<uuid:request_id>", requests.one, name="request"),
    path("requests/<uuid:request_id>/decide", requests.decide, name="request-decide"),
    path("requests/<uuid:request_id>/forward", requests.forward, name="request-forward"),
    path("requests/<uuid:request_id>/take", requests.take, name="request-take"),
    path("requests/<uuid:request_id>/hand-back", requests.hand_back, name="request-hand-back"),
    path("requests/<uuid:request_id>/pause", requests.pause, name="request-pause"),
    path("requests/<uuid:request_id>/resume", requests.resume, name="request-resume"),
    path("requests/<uuid:request_id>/write", requests.write, name="request-write"),
    path("requests/<uuid:request_id>/photo", requests.add_photo, name="request-photo"),
    path("together", together.together, name="together"),
    path("photos/<uuid:attachment_id>", requests.photo, name="photo"),
    path("search", clients.search, name="search"),
    path("clients/<int:client_id>", clients.client, name="client"),
    path("break-glass", clients.glass, name="glass"),
    path("second-readings", second_reading.second_readings, name="second-readings"),
    path("second-readings/<uuid:request_id>", second_reading.second_reading, name="second-reading"),
]
