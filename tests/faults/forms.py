"""Reads the form on a page, as a browser without JavaScript does."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form: its fields as they stand, and what may be chosen, written or pressed.

    choices  the values of the radio buttons and options by the name of their field
    texts    the names of fields to write into
    """

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


def form_on(page: str) -> Form | None:
    """The first form that is sent by POST; None if the page has none."""
    reader = _Reader()
    reader.feed(page)
    return next((form for form in reader.forms if form.method == "post"), None)


def receipt_on(page: str) -> str | None:
    """The receipt that a page of thanks shows."""
    found = re.search(r'class="receipt"[^>]*>([0-9a-f-]{35})<', page)
    return found[1] if found else None


class _Reader(HTMLParser):
    """Collects the forms of a page. What has no name is not sent, and buttons are not pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(about.get("action", ""), about.get("method", "get").lower())
            self.forms.append(self.inside)
        elif self.inside is not None:
            self._field(tag, about, self.inside)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""

    def _field(self, tag: str, about: dict[str, str], form: Form) -> None:
        name, value = about.get("name", ""), about.get("value", "")
        if tag == "input" and about.get("type") == "radio":
            form.choices.setdefault(name, []).append(value)
            if "checked" in about:
                form.fields[name] = value
        elif tag == "input" and about.get("type") == "hidden":
            form.fields[name] = value
        elif tag == "textarea":
            form.texts.append(name)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            form.choices.setdefault(self.select, []).append(value)
