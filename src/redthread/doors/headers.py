"""Security headers on every answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PARTS = ("text/css", "text/javascript", "font/")
"""What is only ever part of a page: the policies of documents say nothing there, and weigh 360 bytes each."""


class SecurityHeadersMiddleware:
    """No framing, no foreign code, no sniffing, no referrer; personal pages are never stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that the answer does not set itself."""
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path_info.startswith("/static/") and headers.get("Content-Type", "").startswith(PARTS):
            return response
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path_info.startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store, private")
        return response
