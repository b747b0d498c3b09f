"""Turns what another questionnaire asks into an Instrument, and lists what has no place in it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from surveys.faults import BadInput, Fault, told
from surveys.importers.found import Asked, Found, Group, Words
from surveys.importers.ids import Ids, valid_id
from surveys.importers.scales import FoundScale, scale_of
from surveys.instrument import Instrument, Note, read_instrument, write_fields
from surveys.instrument.advice import MANY_OPTIONS
from surveys.instrument.rules import MAX_ATTRIBUTES, MAX_FACETS, MAX_ITEMS

Fields = dict[str, object]
MAX_ASKED = 2000
_MOST_TOLD = 20
_TOO_MANY = told(
    "is one background question too many: %(most)s at most, as together they point to a person",
    most=MAX_ATTRIBUTES,
)


@dataclass(frozen=True, slots=True)
class Imported:
    """A questionnaire of another kind as one of ours.

    text     its YAML, which reads as `instrument`
    left     what could not be carried over, each with its place there
    decided  what the file did not say and was decided here, to be checked by its author
    """

    text: str
    instrument: Instrument
    left: tuple[Note, ...]
    decided: tuple[Note, ...]


def build(found: Found, file: str) -> Imported:
    """:raise BadInput: if nothing in it is answered on a scale, or more than a questionnaire may hold."""
    return _Builder(found, file).built()


@dataclass
class _Builder:
    found: Found
    file: str
    left: list[Note] = field(default_factory=list)
    decided: list[Note] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    items: dict[int, Fields] = field(default_factory=dict)  # identity of a question -> its item

    def built(self) -> Imported:
        self.left += self.found.left
        everything = Group("", {}, self.file, parts=self.found.parts)
        asked = list(everything.asked())
        if len(asked) > MAX_ASKED:
            why = told(
                "asks %(many)s questions, more than anybody answers: %(most)s at most are read",
                many=len(asked),
                most=MAX_ASKED,
            )
            raise BadInput([Fault(why, self.file)])
        scale = self._scale(asked)
        self._take_items(asked, scale)
        rest = [one for one in asked if id(one) not in self.items]
        fields: Fields = {
            "id": valid_id(self.found.code) or valid_id(Path(self.file).stem) or "imported",
            "version": 1,
            **_given(
                title=self._wording(self.found.title), description=self._wording(self.found.description)
            ),
            "scale": self._scale_fields(scale),
            **self._measures(),
            **_given(questions=self._questions(rest), attributes=self._attributes(rest)),
        }
        text = write_fields(fields)
        return Imported(text, read_instrument(text, self.file), tuple(self.left), tuple(self.decided))

    # The scale and its items

    def _scale(self, asked: list[Asked]) -> FoundScale:
        """The scale on which most is answered; a scale of more points where that is even."""
        candidates = [(one, scale) for one in asked if (scale := scale_of(one.choices)) and one.text]
        shared = Counter(scale.key for _, scale in candidates)
        rated = {scale.key for one, scale in candidates if one.kind == "rated" or scale.known}
        counting = [scale for _, scale in candidates if scale.key in rated or shared[scale.key] > 1]
        if not counting:
            self._refuse_nothing_to_measure()
        return max(counting, key=lambda scale: (shared[scale.key], len(scale.points)))

    def _refuse_nothing_to_measure(self) -> None:
        fault = Fault(
            told("holds no question that is answered on a scale, so that there is nothing to measure"),
            self.file,
        )
        lost = [Fault(note.message, self.file, field=note.field) for note in self.left[:_MOST_TOLD]]
        raise BadInput([fault, *lost])

    def _take_items(self, asked: list[Asked], scale: FoundScale) -> None:
        for one in asked:
            its = scale_of(one.choices)
            if its is None or its.key != scale.key or not one.text:
                continue
            self._note_of_its_own(one, its, scale)
            self.items[id(one)] = {"id": self._id(one, "item"), "text": self._wording(one.text)}
        if len(self.items) > MAX_ITEMS:
            why = told(
                "holds %(many)s items; a questionnaire has at most %(most)s",
                many=len(self.items),
                most=MAX_ITEMS,
            )
            raise BadInput([Fault(why, self.file)])

    def _note_of_its_own(self, one: Asked, its: FoundScale, scale: FoundScale) -> None:
        if its.turned != scale.turned:
            why = told("its answers stand in another order than those of the others; they are asked in one")
            self.decided.append(Note(why, one.place))
        for choice in its.surplus:
            why = told("the answer “%(answer)s”: one way out is enough", answer=_first(choice.label))
            self.left.append(Note(why, one.place))

    def _scale_fields(self, scale: FoundScale) -> Fields:
        points = [{"value": value, **_given(label=self._wording(label))} for value, label in scale.points]
        if scale.turned:
            turned = told("the good end stood first: the scale now runs %(ends)s", ends=scale.said)
            self.decided.append(Note(turned, "scale"))
        if scale.known:
            counting = told("%(points)s count as favourable", points=_listed(scale.favourable))
            self.decided.append(Note(counting, "scale.favourable"))
        else:
            unknown = told("which end of %(ends)s is favourable is not known: name it", ends=scale.said)
            self.decided.append(Note(unknown, "scale.favourable"))
        return {
            "points": points,
            **_given(
                favourable=list(scale.favourable),
                neutral=list(scale.neutral),
                not_applicable=self._wording(scale.way_out or {}),
            ),
        }

    # Dimensions and facets

    def _measures(self) -> Fields:
        """Groups of items become facets, groups of such groups dimensions."""
        dimensions: list[Fields] = []
        facets: list[Fields] = []
        count = 0
        for group in (part for part in self.found.parts if isinstance(part, Group)):
            parts = list(self._flat(group))
            count += len(parts)
            if len(parts) > 1:
                named = self._named(group, "dimension")
                dimensions.append({**named, "facets": [self._facet(*part) for part in parts]})
            else:
                facets += [self._facet(*part) for part in parts]
        if count > MAX_FACETS:
            why = told(
                "holds %(many)s groups of items; a questionnaire has at most %(most)s",
                many=count,
                most=MAX_FACETS,
            )
            raise BadInput([Fault(why, self.file)])
        loose = [self.items[id(part)] for part in self.found.parts if id(part) in self.items]
        return _given(dimensions=dimensions, facets=facets, items=loose)

    def _flat(self, group: Group) -> Iterator[tuple[Group, list[Fields]]]:
        """The group with the items of its own, if it has any, and each group in it that has items."""
        own = [self.items[id(part)] for part in group.parts if id(part) in self.items]
        groups = [part for part in group.parts if isinstance(part, Group)]
        inner = [part for part in groups if self._has_items(part)]
        for part in groups:
            if part not in inner:
                self._lose_heading(part)
        if not own and not inner:
            self._lose_heading(group)
        elif len(inner) == 1 and not own:  # a group around one array: one facet, under the group's name
            yield from self._flat(_joined(group, inner[0]))
        else:
            if own:
                yield group, own
            for part in inner:
                yield from self._flat(part)

    def _facet(self, group: Group, items: list[Fields]) -> Fields:
        return {**self._named(group, "facet"), "items": items}

    def _has_items(self, group: Group) -> bool:
        return any(id(one) in self.items for one in group.asked())

    def _lose_heading(self, group: Group) -> None:
        if group.name:
            self.left.append(Note(told("its heading: no item stands below it"), group.place))

    def _named(self, group: Group, kind: str) -> Fields:
        taken = self.ids.take(group.code or _first(group.name), kind)
        words = _given(name=self._wording(group.name), definition=self._wording(group.definition))
        return {"id": taken, **words}

    # Open and background questions

    def _questions(self, rest: list[Asked]) -> list[Fields]:
        opened = [one for one in rest if one.kind == "open" and self._has_text(one)]
        return [{"id": self._id(one, "question"), "text": self._wording(one.text)} for one in opened]

    def _attributes(self, rest: list[Asked]) -> list[Fields]:
        attributes: list[Fields] = []
        for one in rest:
            if one.kind == "rated" and self._has_text(one):
                other = told("is answered on another scale than most; a questionnaire has one")
                self.left.append(Note(other, one.place))
            elif one.kind == "chosen" and self._has_text(one) and self._is_coarse(one):
                if len(attributes) < MAX_ATTRIBUTES:
                    attributes.append(self._attribute(one))
                else:
                    self.left.append(Note(_TOO_MANY, one.place))
        return attributes

    def _is_coarse(self, one: Asked) -> bool:
        if 2 <= len(one.choices) <= MANY_OPTIONS:
            return True
        why = told(
            "has %(many)s answers: a background question has 2 to %(most)s",
            many=len(one.choices),
            most=MANY_OPTIONS,
        )
        self.left.append(Note(why, one.place))
        return False

    def _attribute(self, one: Asked) -> Fields:
        ids = Ids()
        options = [
            {"id": ids.take(choice.code, f"option_{number}"), **_given(label=self._wording(choice.label))}
            for number, choice in enumerate(one.choices, 1)
        ]
        return {"id": self._id(one, "attribute"), "text": self._wording(one.text), "options": options}

    def _has_text(self, one: Asked) -> bool:
        if not one.text:
            self.left.append(Note(told("has no text"), one.place))
        return bool(one.text)

    # Words and ids

    def _wording(self, words: Words) -> object:
        """Its words in the order of the languages; English alone as plain text."""
        ordered = {code: words[code] for code in (*self.found.languages, *words) if code in words}
        return ordered["en"] if [*ordered] == ["en"] else ordered

    def _id(self, one: Asked, otherwise: str) -> str:
        return self._noted(self.ids.take(one.code, otherwise), one.code, one.place)

    def _noted(self, taken: str, code: str, place: str) -> str:
        if taken != code:
            self.decided.append(
                Note(
                    told("its id is %(id)s: “%(code)s” cannot be one, or is taken", id=taken, code=code[:60]),
                    place,
                )
            )
        return taken


def _joined(outer: Group, inner: Group) -> Group:
    """A group and the only one in it as one: named like the outer one, and defined by what is asked there."""
    if not outer.name:
        return inner
    definition = outer.definition or (inner.name if inner.name != outer.name else inner.definition)
    return Group(outer.code, outer.name, outer.place, definition, inner.parts)


def _given(**fields: object) -> Fields:
    """The fields that hold anything."""
    return {name: value for name, value in fields.items() if value}


def _first(words: Mapping[str, str]) -> str:
    return next(iter(words.values()), "")


def _listed(values: tuple[int, ...]) -> str:
    return ", ".join(map(str, values))
