"""What every step of a journey is held to: accessible, no console errors, nothing sticks out sideways."""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = 128
"""Of a picture for the documents: flat colours, so a small palette is enough."""

_axe = Axe()


class Watch:
    """Everything that a browser complained about; ``expect`` announces a refusal that is meant to come."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self._expected: list[str] = []
        context.on("console", self._heard)
        context.on("weberror", self._broke)

    def expect(self, *texts: str) -> None:
        """Let complaints with one of these words in them pass from now on."""
        self._expected += texts

    def calm(self) -> None:
        """Fail when there were complaints."""
        heard = [c for c in self.complaints if not any(text in c for text in self._expected)]
        assert not heard, heard

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def _broke(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


def check(page: Page) -> None:
    """Hold a page to WCAG 2.2 AA as far as a machine can see it, and to its own width."""
    page.wait_for_load_state("load")
    found: dict[str, Any] = _axe.run(page, options=OPTIONS).response
    problems = [
        f"{v['id']}: {v['help']} at {node['target']} {node['html'][:160]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]
    assert not problems, f"{page.url}\n" + "\n".join(problems)
    fits(page)


def fits(page: Page) -> None:
    """Fail when the page scrolls sideways, and name what sticks out."""
    sticks_out = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          return [...document.querySelectorAll('body *')].filter(e => {
            const r = e.getBoundingClientRect();
            return r.width && (r.right > wide + 1 || r.left < -1);
          }).slice(0, 8).map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`);
        }"""
    )
    assert not sticks_out, f"{page.url} scrolls sideways: {sticks_out}"


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page for the documents, when a run is asked to (``REDTHREAD_PICTURES=1``)."""
    if not os.environ.get("REDTHREAD_PICTURES"):
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
