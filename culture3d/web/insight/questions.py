"""Shows every question with its score and how it was answered, and each on a page of its own."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.web.accounts import guard
from culture3d.web.insight.reading import readable_release

bp = Blueprint("questions", __name__, url_prefix="/organisations/<slug>/results/questions")
guard.protect(bp)
CHOOSES = ("with", "segment")


@bp.get("/")
def index(slug: str) -> Response | str:
    """All questions by facet, or a file of them. :raise 404: if there is no such thing to be read here."""
    from culture3d.web.insight.charts import file_of  # brings what reports are made of
    from culture3d.web.insight.telling_questions import told_questions

    readable = readable_release(slug)
    told = told_questions(readable)
    return file_of(told.files, readable.wave) or render_template(
        "insight/questions.html", **readable.page, chooses=CHOOSES, told=told
    )


@bp.get("/<item>")
def show(slug: str, item: str) -> Response | str:
    """One question, or a file of it. :raise 404: if the wave asked none of this id, or it may not be read."""
    from culture3d.web.insight.charts import file_of
    from culture3d.web.insight.telling_question import told_question

    readable = readable_release(slug)
    asked = next((each for each in readable.reader.items if each.id == item), None) or abort(404)
    told = told_question(database_session(), readable, asked)
    return file_of(told.files, readable.wave) or render_template(
        "insight/question.html", **readable.page, chooses=CHOOSES, told=told
    )
