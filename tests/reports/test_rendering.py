"""The browser that draws: steady, offline, replaced when it dies; and words where they belong."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from reports import browser
from reports.figures import interactive, radar, solid, solid_on_screen
from reports.figures.placing import as_html, as_svg
from reports.rendering import Drawing, Renderer, RenderingFailed
from reports.svg import tidy
from tests.reports.pictures import ENGLISH, GERMAN, HOSTILE, hostile, outline, plain, waves

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that does not draw, to measure with."""
    opened = browser.new_page()
    yield opened
    opened.close()


def test_the_same_figure_gives_the_same_bytes_from_any_page(renderer: Renderer) -> None:
    picture = radar(ENGLISH, (outline("now"), outline("before", base=40)), "en")
    first = renderer.draw(picture)
    renderer.draw(solid(GERMAN, waves(3), "de"))
    assert renderer.draw(picture) == first
    with Renderer() as other:
        assert other.draw(picture) == first


def test_the_drawing_is_small_and_made_of_lines_alone(renderer: Renderer) -> None:
    svg = renderer.draw(solid(ENGLISH, waves(6), "en")).svg
    assert len(svg) < 60_000
    kinds = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert kinds == {"svg", "g", "path"}
    for unwanted in ("style=", "class=", "clip", "<text", "href", "url("):
        assert unwanted not in svg


def test_tidying_keeps_every_line_and_fill(renderer: Renderer) -> None:
    picture = radar(ENGLISH, (outline("now"), outline("before", base=40)), "en")
    svg = renderer.draw(picture).svg
    drawn = [element for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("path")]
    shapes, markers = picture.figure["layout"]["shapes"], 12 + 1 + 12 + 1
    assert len(drawn) == len(shapes) + 2 + markers  # two outlines; each closes on its first marker


def test_tidying_is_steady() -> None:
    written = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9" class="main">'
        '<defs id="defs-ab12"><clipPath id="clipab12"/></defs><g class="x"><g/></g>'
        '<g clip-path="url(#clipab12)"><path class="a" d="M0,0L1,1Z" style="opacity: 1; fill: rgb(255, 0, 16)'
        '; fill-opacity: 0.5; stroke-width: 0px; stroke: rgb(0, 0, 0);"/></g></svg>'
    )
    once = tidy(written)
    assert tidy(once) == once
    assert '<g><path d="M0,0L1,1Z" fill="#ff0010" fill-opacity="0.5" /></g>' in once
    assert "ab12" not in once


def test_figures_on_screen_can_be_drawn(renderer: Renderer) -> None:
    figure = solid_on_screen(ENGLISH, waves(3), "en")
    figure["layout"] |= {"width": 300, "height": 240}
    assert renderer.png(figure, 1.0).startswith(b"\x89PNG")


def test_a_killed_browser_is_replaced(renderer: Renderer) -> None:
    picture = radar(plain(5), (outline("x", 5),), "en")
    before = renderer.draw(picture)
    assert renderer._browser is not None
    os.killpg(renderer._browser.pid, signal.SIGKILL)
    assert renderer.draw(picture) == before


def test_a_browser_that_hangs_is_replaced_once_and_then_given_up() -> None:
    picture = radar(plain(5), (outline("x", 5),), "en")
    with Renderer(drawing_seconds=3) as hanging:
        hanging.draw(picture)
        assert hanging._browser is not None
        os.killpg(hanging._browser.pid, signal.SIGSTOP)
        assert hanging.draw(picture).width == 640


def test_a_figure_that_cannot_be_drawn_says_so(renderer: Renderer) -> None:
    broken = {"data": "no traces", "layout": {"width": 5, "height": 5}}
    with pytest.raises(RenderingFailed, match="could not be drawn: invalid"):
        renderer.png(broken)
    assert renderer.draw(radar(plain(3), (outline("x", 3),), "en")).width == 640


def test_the_browser_is_renewed_and_leaves_nothing_behind() -> None:
    picture = radar(plain(3), (outline("x", 3),), "en")
    with Renderer(renew_after=2) as renewed:
        drawn = {renewed.draw(picture).svg for _ in range(2)}
        first = renewed._browser
        drawn.add(renewed.draw(picture).svg)
        last = renewed._browser
    assert len(drawn) == 1
    assert first is not last
    for ended in (first, last):
        assert ended is not None
        assert not ended.page.parent.exists()
        assert living(ended.pid) == []


def living(session: int) -> list[str]:
    """The processes of a browser that still do something, once the dying ones have had a moment."""
    for _ in range(50):
        listed = subprocess.run(["ps", "-o", "stat=", "--sid", str(session)], capture_output=True, text=True)
        alive = [state for state in listed.stdout.split() if not state.startswith("Z")]
        if not alive:
            break
        time.sleep(0.1)
    return alive


def test_threads_share_one_browser(renderer: Renderer) -> None:
    made: dict[int, Drawing] = {}
    pictures = [radar(plain(count), (outline("x", count),), "en") for count in range(3, 9)]

    def draw(place: int) -> None:
        made[place] = renderer.draw(pictures[place])

    threads = [threading.Thread(target=draw, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [made[place].svg for place in range(6)] == [renderer.draw(picture).svg for picture in pictures]


def test_no_browser_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    with Renderer() as nowhere, pytest.raises(RenderingFailed, match="no browser found"):
        nowhere.draw(radar(plain(3), (outline("x", 3),), "en"))


def test_the_page_asks_nothing_of_a_network(renderer: Renderer) -> None:
    renderer.draw(radar(plain(3), (outline("x", 3),), "en"))
    opened = renderer._browser
    assert opened is not None
    command = Path(f"/proc/{opened.pid}/cmdline").read_bytes().decode().split("\0")
    assert f"--proxy-server={browser.NOWHERE}" in command
    sources = re.findall(r'src="([^"]+)"', opened.page.read_text())
    assert len(sources) == 2  # plotly.js and Kaleido's own script
    assert all(source.startswith("file:///") for source in sources)


def test_a_name_cannot_become_script(renderer: Renderer) -> None:
    renderer.draw(radar(plain(3), (outline("x", 3),), "en"))
    assert renderer._browser is not None
    for name in ("'); stop(); ('", "\u2028\u2029", "</script>", "`${1}`", "\\", "\x00"):
        assert renderer._browser.call("given => given", {"name": name}, 5) == {"name": name}


@pytest.mark.parametrize("axes", [ENGLISH, GERMAN, hostile()], ids=["en", "de", "hostile"])
@pytest.mark.parametrize(
    "make",
    [
        lambda axes: radar(axes, (outline("a"), outline("b")), "de"),
        lambda axes: solid(axes, waves(3), "de", 640, 900),
    ],
    ids=["radar", "solid"],
)
def test_labels_lie_inside_the_picture_as_a_browser_measures_them(
    renderer: Renderer, page: Page, axes: tuple, make
) -> None:
    picture = make(axes)
    drawing = renderer.draw(picture)
    page.set_content(f"<body style='margin:0'>{as_html(*parts(drawing), 'alt')}</body>")
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('.picture > div')].map(box => {"
        " const range = document.createRange(); range.selectNodeContents(box);"
        " const r = range.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom, box.innerText]})"
    )
    assert len(boxes) == len(drawing.labels)
    for left, top, right, bottom, said in boxes:
        assert (
            left >= -0.5 and top >= -1.5 and right <= picture.width + 0.5 and bottom <= picture.height + 1.5
        ), said
    page.set_content(f"<body style='margin:0'>{as_svg(drawing.svg, drawing.labels, 'alt')}</body>")
    outside = page.evaluate(
        "([wide, high]) => [...document.querySelectorAll('text')].filter(text => { const b ="
        " text.getBoundingClientRect(); return b.left < -0.5 || b.right > wide + 0.5 || b.top < -2"
        " || b.bottom > high + 2 }).map(text => text.textContent)",
        [picture.width, picture.height],
    )
    assert outside == []


def parts(drawing: Drawing) -> tuple:
    return drawing.svg, drawing.width, drawing.height, drawing.labels


class Texts(HTMLParser):
    """Collects the tags of a piece of HTML and what stands between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.said += data


def test_hostile_names_are_shown_letter_for_letter(renderer: Renderer, page: Page) -> None:
    picture = radar(hostile(), (outline("<u>x</u>"),), "ar")
    drawing = renderer.draw(picture)
    for markup in (as_html(*parts(drawing), '"><script>'), as_svg(drawing.svg, drawing.labels, '"><script>')):
        read = Texts()
        read.feed(markup)
        assert read.tags <= {"div", "img", "br", "svg", "g", "path", "text", "tspan", "rect"}
        bare = "".join(read.said.split())
        assert all("".join(name.split()).replace("-", "") in bare.replace("-", "") for name in HOSTILE)
    shown = interactive(picture)
    svg = renderer.png(shown, 1.0)
    assert svg.startswith(b"\x89PNG")
    page.set_content("<div id=here style='width:640px;height:520px'></div>")
    page.add_script_tag(path=str(plotly_js()))
    page.evaluate("figure => Plotly.newPlot('here', figure.data, figure.layout, figure.config)", shown)
    said = page.evaluate(
        "() => [...document.querySelectorAll('.annotation-text')].map(text => text.textContent)"
    )
    assert {"".join(label.lines) for label in picture.labels} == set(said)
    assert (
        page.evaluate("() => document.querySelectorAll('.annotation-text a, #here b, #here img').length") == 0
    )


def plotly_js() -> Path:
    import plotly

    return Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def test_the_page_that_is_kept_does_not_grow_without_end(renderer: Renderer) -> None:
    picture = radar(ENGLISH, (outline("x"),), "en")
    for _ in range(30):
        renderer.draw(picture)
    assert renderer._browser is not None
    family = str(renderer._browser.pid)
    listed = subprocess.run(["ps", "-o", "rss=", "--sid", family], capture_output=True, text=True, check=True)
    assert 0 < sum(map(int, listed.stdout.split())) < 1_400_000  # KiB


def test_a_browser_may_be_opened_beforehand() -> None:
    with Renderer() as early:
        early.open()
        assert early._browser is not None
        opened = early._browser.pid
        early.draw(radar(plain(3), (outline("x", 3),), "en"))
        assert early._browser.pid == opened


def test_a_browser_that_cannot_be_opened_beforehand_is_told_of_when_it_should_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    with Renderer() as nowhere:
        nowhere.open()
        with pytest.raises(RenderingFailed, match="no browser found"):
            nowhere.draw(radar(plain(3), (outline("x", 3),), "en"))
