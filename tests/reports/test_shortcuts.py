"""Shortcuts through the layout engine: the same bytes as without them."""

import subprocess
import sys

import pytest

from culture3d.reporting import language_of
from reports import pdf
from reports.document import compose
from tests.reports import cast

# Without shortcuts, in a process that has never taken them.
PLAIN = f"""
import sys
from weasyprint import HTML
html = sys.stdin.buffer.read().decode()
sys.stdout.buffer.write(HTML(string=html).write_pdf(pdf_variant={pdf.VARIANT!r}))
"""
TRICKY = """<html lang="de"><title>T</title><style>
body { hyphens: auto; overflow-wrap: break-word; width: 60mm }
.even { text-align: justify } pre { letter-spacing: 1pt } .upper { text-transform: uppercase }
</style><h1>Überschrift</h1>
<p class="even">Donaudampfschifffahrtsgesellschaftskapitän und andere lange Wörter, die getrennt werden,
stehen hier im Blocksatz, damit Wortabstände gedehnt werden.</p>
<pre>Zeilen\tmit Tabulator\nund Umbruch</pre><p>Zeile<br>Umbruch <b>fett</b> <q>Zitat</q></p>
<ul><li>Punkt<ol><li>eins<li>zwei</ol></ul><p>שלום دائرة 😀</p><table><tr><th scope="col">a<td>b</table>"""


def report(language):
    return compose(cast.brief(language=language), language_of(language), {})


@pytest.mark.parametrize("html", [TRICKY, report("en"), report("de")], ids=["tricky", "english", "german"])
def test_shortcuts_lead_to_the_same_bytes(html):
    pdf.prepare("de")
    plain = subprocess.run(
        [sys.executable, "-c", PLAIN], input=html.encode(), capture_output=True, check=True
    )
    assert pdf.lay_out(html) == plain.stdout


def test_the_style_sheet_has_no_rule_left_that_makes_a_style_for_every_cell():
    import weasyprint

    from reports import shortcuts

    rules = shortcuts._MARKERS.sub("li::marker", shortcuts._NOTES.sub("", weasyprint.html.UA))
    assert "\n::" in weasyprint.html.UA
    assert "\n::" not in rules
    assert len(weasyprint.html.UA) - len(rules) < 500
