"""Puts what people wrote into a wave, as the tally leaves it."""

from sqlalchemy.orm import Session

from culture3d.models.comment import Comment


def written(session: Session, wave: int, words: tuple[str, ...] = (), retell: bool = True) -> list[str]:
    """Stories in a wave, by default a dozen; their ids as addresses name them."""
    said = words or tuple(f"Story {number}" for number in range(12))
    ids = [bytes([number, retell, *bytes(6)]) for number in range(len(said))]
    session.add_all(
        Comment(wave_id=wave, id=id_, question="story", words=text, retell=retell)
        for id_, text in zip(ids, said, strict=True)
    )
    session.flush()
    return [id_.hex() for id_ in ids]
