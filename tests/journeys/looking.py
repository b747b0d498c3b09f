"""Looks at pages in Chromium as people meet them: by axe, for sideways scrolling, and for small targets."""

from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea")].filter((part) => {
  const target = part.closest("label") || part, box = target.getBoundingClientRect();
  const flows = getComputedStyle(target).display === "inline" && target.closest("p, li, h2");
  const counts = box.width && !flows && !target.matches(".skip, [type=hidden]");
  return counts && (box.width < 24 || box.height < 24);
}).map((part) => part.outerHTML)"""


@dataclass(frozen=True)
class Looking:
    """Where pictures go, and how wide the window is."""

    folder: Path | None
    wide: int
    kind: str = ""

    def at(self, page: Page, name: str) -> None:
        """Nothing for axe to find, nothing to scroll sideways for, and everything large enough to touch."""
        page.wait_for_load_state()  # a page that has only just begun has nothing to measure
        assert page.evaluate("document.documentElement.scrollWidth") <= self.wide, name
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate(_SMALL) == [], name
        if self.folder:
            page.screenshot(path=self.folder / f"{name}-{self.wide}{self.kind}.png", full_page=True)
