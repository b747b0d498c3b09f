"""Draws pages into frames that others made, and looks for what is not their reader's."""

import re

import pytest
from flask import Flask
from markupsafe import escape

from culture3d.web.answering import frames
from tests.culture3d.invited import ADDRESS, Invited
from tests.culture3d.web.browsing import send

DOOR = f"/s/{ADDRESS}/"


def visit(app: Flask, invited: Invited, name: str, answer: str) -> list[str]:
    """Every page that a person sees from the door to the receipt, without tokens, which differ each time."""
    client, text = app.test_client(), invited.secrets[name]
    client.get(f"/code/{text}" if "-" in text and len(text) == 19 else f"/i/{text}")
    pages = [client.get(DOOR).text, client.get(f"{DOOR}?lang=de").text, client.get(f"{DOOR}?lang=en").text]
    pages.append(send(client, DOOR))
    wrong = client.post(f"{DOOR}1", data={"csrf_token": token(pages[-1]), "item_0": "77"})
    pages += [wrong.text, send(client, f"{DOOR}1", item_0=answer), client.get(f"{DOOR}1?review=1").text]
    pages += [client.get(f"{DOOR}review").text, send(client, f"{DOOR}review"), client.get(DOOR).text]
    return [re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", page) for page in pages]


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)', page)
    assert found
    return found[1]


@pytest.mark.parametrize(("first", "second"), [("Ben Brown", "Ewa Evans"), ("Cleo Claasen", "Anna Albers")])
def test_a_frame_that_somebody_else_made_holds_nothing_of_theirs(
    app: Flask, invited: Invited, first: str, second: str
) -> None:
    frames.frame.cache_clear()
    theirs = visit(app, invited, first, "2")
    receipts = re.findall(r"<code[^>]*>([^<]+)</code>", theirs[-1])
    assert receipts
    shared = visit(app, invited, second, "4")
    assert not any(receipt in page for page in shared for receipt in receipts)
    frames.frame.cache_clear()
    again = visit(app, invited, second, "4")
    # Who has answered is told so at the door, and every ballot has a receipt of its own.
    assert _without_receipts(shared[3:-2]) == _without_receipts(again[3:-2])


def test_every_answer_has_a_token_of_its_own_browser(app: Flask, invited: Invited) -> None:
    pages = []
    for name in ("Ben Brown", "Ewa Evans"):
        client = app.test_client()
        client.get(f"/code/{invited.secrets[name]}")
        pages.append((client, client.get(DOOR).text))
    (ben, _), (_, page_of_ewa) = pages
    assert ben.post(DOOR, data={"csrf_token": token(page_of_ewa)}).status_code == 400


def test_nobody_can_write_a_hole(app: Flask) -> None:
    with app.test_request_context("/"):
        word = f"{'0' * 16}mark{'0' * 16}"
        page = frames.framed("fault.html", {"advice": escape("mine")}, heading=word)
    assert word in page
    assert page.count("mine") == 1


def _without_receipts(pages: list[str]) -> list[str]:
    return [re.sub(r"<code[^>]*>[^<]+</code>", "", page) for page in pages]


def test_a_browser_has_one_token_until_it_forgets_who_was_there(app: Flask, invited: Invited) -> None:
    client = app.test_client()
    client.get(f"/code/{invited.secrets['Ben Brown']}")
    client.get(DOOR)  # the first form gives the browser what its tokens are signed over
    assert token(client.get(DOOR).text) == (before := token(send(client, DOOR)))
    client.get(f"/kiosk/{ADDRESS}/")
    assert token(client.get(f"/kiosk/{ADDRESS}/").text) != before
    assert client.post(f"/kiosk/{ADDRESS}/", data={"csrf_token": before}).status_code == 400
