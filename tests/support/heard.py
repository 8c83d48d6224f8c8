"""What a page is held to for whoever does not see it, or sees it best in the dark or in high contrast."""

from playwright.sync_api import Page, ViewportSize

from tests.support.checks import check, fits

NARROW: ViewportSize = {"width": 320, "height": 640}
DOUBLED: ViewportSize = {"width": 640, "height": 400}
"""What is left of a 1280 × 800 screen at 200 % zoom."""
HEARD = """() => {
  const seen = e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden';
  const found = [];
  const heads = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(seen);
  const firsts = heads.filter(h => h.tagName === 'H1').length;
  if (firsts !== 1) found.push(`${firsts} first headings`);
  let before = 0;
  for (const h of heads) {
    const level = Number(h.tagName[1]);
    if (before && level > before + 1) found.push(`h${before}, then h${level}: ${h.textContent.trim()}`);
    before = level;
  }
  const ids = new Map();
  for (const e of document.querySelectorAll('[id]')) ids.set(e.id, (ids.get(e.id) || 0) + 1);
  for (const [id, n] of ids) if (n > 1) found.push(`${n} times #${id}: a label is that of the first`);
  for (const e of document.querySelectorAll('[tabindex]'))
    if (e.tabIndex > 0) found.push(`out of order: ${e.outerHTML.slice(0, 80)}`);
  for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for'])
    for (const e of document.querySelectorAll(`[${name}]`))
      for (const id of e.getAttribute(name).split(/\\s+/).filter(Boolean))
        if (!document.getElementById(id)) found.push(`${name} says #${id}, which is not there`);
  const said = new Map();
  // A link in a row of a table or a list is told apart by its row (WCAG 2.4.4): two bear one name at times.
  const alone = a => seen(a) && !a.closest('tr, li');
  for (const a of [...document.querySelectorAll('main a[href]')].filter(alone)) {
    const words = (a.getAttribute('aria-label') || a.textContent).trim().replace(/\\s+/g, ' ');
    const to = a.getAttribute('href');
    if (said.has(words) && said.get(words) !== to)
      found.push(`"${words.slice(0, 50)}" leads to ${said.get(words)} and to ${to}`);
    said.set(words, to);
  }
  return found;
}"""
"""What one stumbles over who hears a page: headings out of order, two links of one name, names of nothing."""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const place = e.getBoundingClientRect();
  const rings = [e, e.closest('label') || e, ...e.parentElement.children].map(x => getComputedStyle(x));
  const drawn = s => s.outlineStyle !== 'none' && s.outlineWidth !== '0px' || s.boxShadow !== 'none';
  // The parts of a date are the browser's own.
  const shown = rings.some(drawn) || e.type === 'date';
  return [shown && place.bottom > 0 && place.top < innerHeight, e.outerHTML.slice(0, 120)];
}"""
DRESSED = """scheme => {
  document.documentElement.dataset.colorScheme = scheme;
  // Colours that are on their way are no colours of the page; what never ends has no end to go to.
  for (const a of document.getAnimations()) try { a.finish(); } catch { a.cancel(); }
}"""
STEPS = 60


def hear(page: Page) -> None:
    """Fail where a page is clear to the eye alone."""
    problems = page.evaluate(HEARD)
    assert not problems, f"{page.url}\n" + "\n".join(problems)


def go_through(page: Page) -> None:
    """Go through a page with the Tab key; fail where it is not seen what is focused."""
    for _step in range(STEPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None:
            return
        assert found[0], f"{page.url}: the focus is not seen at {found[1]}"


def hold(page: Page) -> None:
    """Hold the open page to all of it: heard, gone through, dark, in high contrast, narrow, enlarged."""
    hear(page)
    go_through(page)
    dress = page.locator("html").get_attribute("data-color-scheme")
    for scheme in ("dark", "contrast"):
        page.evaluate(DRESSED, scheme)
        check(page)
    page.evaluate(DRESSED, dress)
    before = page.viewport_size
    for size in (NARROW, DOUBLED):
        page.set_viewport_size(size)
        fits(page)
    if before is not None:
        page.set_viewport_size(before)
