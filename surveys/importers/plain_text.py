"""Turns texts with HTML, by language, into plain text, and lists what got lost on the way."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from surveys.faults import told
from surveys.importers.found import Words
from surveys.instrument import Note

LONGEST = 4000  # characters of one text; a questionnaire of ours holds no longer one
_LINES = frozenset({"br", "p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"script", "style", "head", "template"})
_PICTURES = frozenset({"img", "video", "audio", "iframe", "object", "embed", "svg"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z]")


def plain_words(texts: Mapping[str, str], place: str, left: list[Note], pipes: re.Pattern[str]) -> Words:
    """Plain text by language, without those that are blank.

    :param pipes: finds what the other program fills in, such as a name; it stays as text and is listed.
    """
    words: dict[str, str] = {}
    losses: dict[str, None] = {}
    for language, text in texts.items():
        plain, lost = plain_text(text)
        losses.update(dict.fromkeys(lost))
        losses.update(
            dict.fromkeys(
                told("%(sign)s stays as text: nothing fills it in here", sign=sign[:60])
                for sign in pipes.findall(plain)
            )
        )
        if len(plain) > LONGEST:
            losses[
                told(
                    "the text in %(language)s is longer than %(most)s characters",
                    language=language,
                    most=LONGEST,
                )
            ] = None
        elif plain:
            words[language] = plain
    left += [Note(loss, place) for loss in losses]
    return words


def plain_text(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its markup, and what was lost with it. Paragraphs and line breaks stay."""
    if not _MARKUP.search(text):
        return _tidy(text), ()
    reader = _Reader()
    reader.feed(text[: 50 * LONGEST])
    reader.close()
    return _tidy("".join(reader.pieces)), tuple(reader.lost)


def _tidy(text: str) -> str:
    """One blank between words, at most one blank line between paragraphs, nothing that paper cannot show."""
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Keeps the text between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.lost: dict[str, None] = {}
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
            self.lost[told("<%(tag)s> is left out", tag=tag)] = None
        elif tag in _PICTURES:
            self.lost[told("a picture, sound or frame is left out")] = None
        elif tag in _LINES:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _LINES and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)
