"""Says who may see which page of a questionnaire; {questionnaire} is one of the firm of “harbour”."""

from tests.culture3d.web.who_may.people import ARRANGE

_HERE = "/questionnaires/{questionnaire}"
TABLE = {
    "designer.overview": ("GET", f"{_HERE}/", ARRANGE, 200),
    "designer.facet": ("GET", f"{_HERE}/facets/1", ARRANGE, 200),
    "designer.scale": ("GET", f"{_HERE}/scale", ARRANGE, 200),
    "designer.questions": ("GET", f"{_HERE}/questions", ARRANGE, 200),
    "designer.wordings": ("GET", f"{_HERE}/wordings/de", ARRANGE, 200),
    "designer.yaml": ("GET", f"{_HERE}/text", ARRANGE, 200),
    "saving.save": ("POST", f"{_HERE}/save", ARRANGE, 303),
    "saving.save_text": ("POST", f"{_HERE}/text", ARRANGE, 409),  # it says of no edition that it was changed
    "saving.undo": ("POST", f"{_HERE}/undo", ARRANGE, 303),
    "preview.show": ("GET", f"{_HERE}/preview/", ARRANGE, 200),
    "preview.door": ("GET", f"{_HERE}/preview/de/leader/", ARRANGE, 200),
    "preview.part": ("GET", f"{_HERE}/preview/en/staff/1", ARRANGE, 200),
    "preview.onward": ("POST", f"{_HERE}/preview/en/staff/1", ARRANGE, 303),
    "versions.index": ("GET", f"{_HERE}/versions/", ARRANGE, 200),
    "versions.text": ("GET", f"{_HERE}/versions/1.yaml", ARRANGE, 200),
    "versions.difference": ("GET", f"{_HERE}/versions/1/", ARRANGE, 200),
    "versions.store": ("POST", f"{_HERE}/versions/", ARRANGE, 303),
    "sheets.ask": ("GET", f"{_HERE}/sheet/", ARRANGE, 200),
    "sheets.fetch": ("GET", f"{_HERE}/sheet/de.xlsx", ARRANGE, 200),
    "sheets.take": ("POST", f"{_HERE}/sheet/", ARRANGE, 422),  # without a file
    "questionnaire_files.text": ("GET", f"{_HERE}/questionnaire.yaml", ARRANGE, 200),
    "questionnaire_files.seen": ("POST", f"{_HERE}/seen", ARRANGE, 303),
    "questionnaires.confirm_removal": ("GET", f"{_HERE}/remove", ARRANGE, 200),
    "questionnaires.remove": ("POST", f"{_HERE}/remove", ARRANGE, 303),
}
