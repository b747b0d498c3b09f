"""Shows the pages on which a questionnaire is written: one for each part of it, and its text as a whole."""

from flask import Blueprint, abort, render_template

from culture3d.db import database_session
from culture3d.i18n import LANGUAGES
from culture3d.services.answering.sheets import asked_items
from culture3d.services.designing import places
from culture3d.services.designing.checking import check
from culture3d.services.designing.keeping import can_be_taken_back
from culture3d.services.designing.shape import Path, Shapeless, fields_of
from culture3d.web.accounts import guard
from culture3d.web.answering.pages import part_bounds
from culture3d.web.designer.editing import Editing, editing_or_404, name_of_language
from culture3d.web.designer.wording_rows import sections
from culture3d.web.fetching import questionnaire_or_404
from culture3d.web.saying import say

bp = Blueprint("designer", __name__, url_prefix="/questionnaires/<int(max=2147483647):id>")
guard.protect(bp)

# To choose from when a language is added; any other can be typed by its code.
COMMON = "ar bg cs da de el en es et fi fr he hr hu it ja ko lt lv nb nl pl pt ro ru sk sl sr sv tr uk vi zh"


def _page(template: str, editing: Editing, back: str, **more: object) -> str:
    questionnaire = editing.questionnaire
    page = {"draft": editing, "questionnaire": questionnaire, "back": back, **more}
    return render_template(f"designer/{template}.html", **page)


@bp.get("/")
def overview(id: int) -> str:
    """The tree of dimensions and facets, titles and languages. :raise 404: if there is none."""
    editing = editing_or_404(id)
    offered = {code: name_of_language(code) for code in COMMON.split() if code not in editing.languages}
    notes = [(note.field, say(note.message)) for note in editing.checked.notes]
    by_name = dict(sorted(offered.items(), key=lambda pair: pair[1].casefold()))
    return _page("overview", editing, "overview", offered=by_name, spoken=LANGUAGES, notes=notes)


@bp.get("/facets/<int(max=999):number>")
def facet(id: int, number: int) -> str:
    """A facet with its items; number 0 is what stands in no facet. :raise 404: if there is none."""
    editing = editing_or_404(id)
    if number > len(editing.facets):
        abort(404)
    path = editing.facets[number - 1] if number else ()
    place = places.place_of(path)
    return _page(
        "facet",
        editing,
        f"facet.{number}",
        number=number,
        place=place,
        items=places.place_of((*path, "items")),
        dimension=places.place_of(path[:2]) if len(path) == 4 else "",
        shown_on=_page_of(editing, path),
    )


def _page_of(editing: Editing, path: Path) -> int | None:
    """The page of the survey that asks a facet's first item; None if none does, or the whole has faults."""
    instrument = editing.checked.instrument
    first = places.id_at(editing.fields, (*path, "items", 0))
    asked = [item.id for _, item in asked_items(instrument, "staff")] if instrument else []
    if first not in asked:
        return None
    parts = part_bounds(len(asked))
    return next(number for number, (_, high) in enumerate(parts, 1) if asked.index(first) < high)


@bp.get("/scale")
def scale(id: int) -> str:
    """The scale of all items. :raise 404: if there is none."""
    return _page("scale", editing_or_404(id), "scale")


@bp.get("/questions")
def questions(id: int) -> str:
    """The overall item, open questions and background questions. :raise 404: if there is none."""
    return _page("questions", editing_or_404(id), "questions")


@bp.get("/wordings/<language>")
def wordings(id: int, language: str) -> str:
    """Everything that is worded, in one language beside the first. :raise 404: if there is none."""
    editing = editing_or_404(id)
    if language not in editing.languages:
        abort(404)
    return _page(
        "wordings", editing, f"wordings.{language}", code=language, sections=sections(editing, language)
    )


@bp.get("/text")
def yaml(id: int) -> str:
    """The text as a whole, with its faults by line. :raise 404: if there is none."""
    session = database_session()
    questionnaire = questionnaire_or_404(session, id)
    wrong = [(fault.line, place, say(fault.message)) for place, fault in check(questionnaire.text).faults]
    return render_template(
        "designer/text.html",
        questionnaire=questionnaire,
        wrong=wrong,
        shapeless=is_shapeless(questionnaire.text),
        undoable=can_be_taken_back(session, questionnaire),
    )


def is_shapeless(text: str) -> bool:
    """Whether only the page of the text can show a text."""
    try:
        fields_of(text)
    except Shapeless:
        return True
    return False
