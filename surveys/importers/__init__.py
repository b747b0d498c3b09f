"""Turns a questionnaire of another program (LimeSurvey, XLSForm, SurveyJS) into ours.

`import_questionnaire` gives the YAML of an Instrument and a list of what could not be carried over, each
thing with its place in the file it comes from.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from surveys.faults import BadInput, Fault
from surveys.importers import limesurvey, limesurvey_tables, surveyjs, xlsform, xlsform_sheets
from surveys.importers.building import Imported, build
from surveys.importers.found import Found

__all__ = ["FORMATS", "MAX_BYTES", "Imported", "detect", "import_questionnaire"]


@dataclass(frozen=True, slots=True)
class _Format:
    """One kind of questionnaire: how it is called, known, and read."""

    name: str
    looks_like: Callable[[bytes], bool]
    read: Callable[[bytes, str], Found]


# A file is read as the first of these that it looks like.
FORMATS: Mapping[str, _Format] = {
    "limesurvey": _Format("LimeSurvey", limesurvey.looks_like, limesurvey.read),
    "surveyjs": _Format("SurveyJS", surveyjs.looks_like, surveyjs.read),
    "xlsform": _Format("XLSForm", xlsform_sheets.looks_like, xlsform.read),
}
MAX_BYTES = max(limesurvey_tables.MAX_BYTES, surveyjs.MAX_BYTES, xlsform_sheets.MAX_BYTES)


def import_questionnaire(content: bytes, file: str, format: str | None = None) -> Imported:
    """Reads a questionnaire of another kind.

    :param file: what faults call it.
    :param format: a key of FORMATS; None to go by what the file looks like.
    :raise BadInput: naming what is wrong with the file and where; nothing of it is used then.
    """
    if not content.strip():
        raise BadInput([Fault("is empty", file)])
    chosen = format or detect(content)
    if chosen is None:
        names = ", ".join(each.name for each in FORMATS.values())
        raise BadInput([Fault(f"is none of the questionnaires that can be read: {names}", file)])
    return build(FORMATS[chosen].read(content, file), file)


def detect(content: bytes) -> str | None:
    """Which of FORMATS a file looks like; None if none."""
    return next((name for name, each in FORMATS.items() if each.looks_like(content)), None)
