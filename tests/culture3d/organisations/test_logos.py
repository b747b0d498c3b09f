"""Shows that a logo is a picture and nothing else, whatever is sent."""

import io

import pytest
from PIL import Image, ImageFile
from sqlalchemy.orm import Session

from culture3d.models.organisation import Organisation
from culture3d.services.organisations import logos
from surveys.faults import BadInput
from tests.culture3d.cast import Cast


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "#1c5aa6").save(kept, kind, **options)
    return kept.getvalue()


@pytest.fixture
def client(session: Session, cast: Cast) -> Organisation:
    return session.get_one(Organisation, cast.organisation)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_kept_without_what_hangs_on_it(
    session: Session, client: Organisation, kind: str
) -> None:
    hidden = picture(kind) + b"<script>alert(1)</script>"
    logo = logos.set_logo(session, client, hidden, " A crane ")
    assert (logo.kind, logo.alternative) == ("image/png", "A crane")
    assert b"script" not in logo.content


def test_a_large_one_is_made_smaller(session: Session, client: Organisation) -> None:
    logo = logos.set_logo(session, client, picture(size=(3000, 1000)), "A crane")
    with Image.open(io.BytesIO(logo.content)) as kept:
        assert kept.size == (1080, 360)


def test_a_new_one_takes_the_place_of_the_old_and_may_go(session: Session, client: Organisation) -> None:
    logos.set_logo(session, client, picture(), "A crane")
    logos.set_logo(session, client, picture("JPEG"), "A ship")
    found = logos.logo_of(session, client)
    assert found is not None and found.alternative == "A ship"
    logos.remove_logo(session, client)
    session.flush()
    assert logos.logo_of(session, client) is None


@pytest.mark.parametrize(
    ("content", "words", "field"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "A crane", "picture"),
        (picture("GIF"), "A crane", "picture"),
        (picture()[:60], "A crane", "picture"),
        (b"", "A crane", "picture"),
        (picture() + bytes(logos.MOST_BYTES), "A crane", "picture"),
        (picture(size=(5000, 5000)), "A crane", "picture"),
        (picture(), " ", "alternative"),
        (picture(), "x" * 201, "alternative"),
    ],
)
def test_what_is_no_logo_is_refused(
    session: Session, client: Organisation, content: bytes, words: str, field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        logos.set_logo(session, client, content, words)
    assert [fault.field for fault in caught.value.faults] == [field]


def test_half_a_picture_is_refused_also_where_reports_are_laid_out(
    session: Session, client: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeasyPrint asks Pillow to fill up what is missing, for the whole process."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(BadInput, match="damaged"):
        logos.set_logo(session, client, picture()[:60], "A crane")
    assert ImageFile.LOAD_TRUNCATED_IMAGES
