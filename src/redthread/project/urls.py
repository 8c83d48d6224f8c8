"""The addresses of the house: the doors, and the page that shows them."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from redthread.doors import errors, hall

urlpatterns: list[URLPattern | URLResolver] = [
    path("", hall.doors, name="hall"),
    path("my/", include("redthread.doors.client.urls")),
    path("staff/", include("redthread.doors.staff.urls")),
    path("partner/", include("redthread.doors.partner.urls")),
    path("family/", include("redthread.doors.family.urls")),
]
if settings.DEVELOPMENT:
    urlpatterns.append(path("ui", hall.gallery, name="gallery"))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
