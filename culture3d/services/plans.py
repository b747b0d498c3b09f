"""Turns what somebody plans into a wave, and changes it until its first invitation; checks it first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.account import Account
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services import audit, messages, participants, waves
from culture3d.services.audit import Action
from culture3d.services.promises import spoken
from culture3d.services.questionnaires import instrument_of

MOST_NAME = 120  # characters that are stored
SMALLEST, LARGEST = 5, 100  # that the smallest group which is shown may have
_LINE = re.compile("[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]+")


@dataclass(frozen=True)
class Plan:
    """A wave as it is planned.

    languages   in which it may be answered
    attributes  which background questions it has, by id
    """

    version: InstrumentVersion
    name: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    time_zone: str = "UTC"
    languages: tuple[str, ...] = ()
    min_group: int = SMALLEST
    attributes: tuple[str, ...] = ()
    has_open_link: bool = False


class Unplannable(ValueError):
    """A plan that cannot be: what is wrong in words to be translated, by the part of the plan."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(words for _, words in faults))
        self.faults = faults


def _marked(words: str) -> str:
    """The words as they are: only so that translators find them."""
    return words


_ = _marked


def faults(plan: Plan) -> Iterator[tuple[str, str]]:
    """What is wrong with a plan: which part of it, and why."""
    instrument = instrument_of(plan.version)
    known = {attribute.id for attribute in instrument.attributes}
    checks = (
        ("name", not _is_name(plan.name), _("A name has 1 to 120 characters on one line.")),
        (
            "opens_on",
            (plan.opens_on is None) != (plan.closes_on is None),
            _("Give both the first and the last day, or neither yet."),
        ),
        (
            "closes_on",
            bool(plan.opens_on and plan.closes_on and plan.closes_on < plan.opens_on),
            _("The last day lies before the first."),
        ),
        ("time_zone", plan.time_zone not in available_timezones(), _("There is no such time zone.")),
        (
            "languages",
            not plan.languages or not set(plan.languages) <= set(spoken(instrument)),
            _("Choose at least one language that the questionnaire speaks."),
        ),
        (
            "min_group",
            not SMALLEST <= plan.min_group <= LARGEST,
            _("The smallest group has 5 to 100 people."),
        ),
        ("attributes", not set(plan.attributes) <= known, _("The questionnaire has no such question.")),
    )
    return ((part, words) for part, wrong, words in checks if wrong)


def _is_name(name: str) -> bool:
    return bool(name.strip()) and len(name) <= MOST_NAME and bool(_LINE.fullmatch(name))


def begun(version: InstrumentVersion, like: Wave | None) -> Plan:
    """A plan to begin with: everything a questionnaire offers, and the rest as in another wave."""
    instrument = instrument_of(version)
    everything = tuple(attribute.id for attribute in instrument.attributes)
    plan = Plan(version, languages=spoken(instrument), attributes=everything)
    if like is None:
        return plan
    asked = everything if like.attributes is None else tuple(like.attributes)
    return replace(
        plan,
        time_zone=like.time_zone,
        min_group=like.min_group,
        has_open_link=like.has_open_link,
        languages=_kept(plan.languages, like.languages),
        attributes=tuple(id_ for id_ in everything if id_ in asked),
    )


def _kept(there: tuple[str, ...], before: list[str] | None) -> tuple[str, ...]:
    return tuple(each for each in there if before is None or each in before) or there


def moved(plan: Plan, version: InstrumentVersion) -> Plan:
    """The same plan with another questionnaire, as far as that offers the same."""
    instrument = instrument_of(version)
    if version is plan.version:
        return plan
    kept = tuple(each.id for each in instrument.attributes if each.id in plan.attributes)
    everything = tuple(each.id for each in instrument.attributes)
    languages = _kept(spoken(instrument), list(plan.languages))
    return replace(plan, version=version, languages=languages, attributes=kept or everything)


def may_change(wave: Wave) -> bool:
    """Whether a plan may still change: until people were invited."""
    return wave.frozen_on is None and wave.state in (State.DRAFT, State.SCHEDULED)


def plan_of(session: Session, wave: Wave) -> Plan:
    """What is planned of a wave."""
    return replace(
        begun(wave.instrument_version, wave),
        name=wave.name,
        opens_on=wave.opens_on,
        closes_on=wave.closes_on,
    )


def last(session: Session, organisation: Organisation) -> Wave | None:
    """The latest wave of an organisation, to plan the next one like it."""
    found = select(Wave).where(Wave.organisation_id == organisation.id, Wave.rehearses_id.is_(None))
    return session.scalar(found.order_by(Wave.number.desc()).limit(1))


def make(session: Session, organisation: Organisation, plan: Plan, who: Account | None) -> Wave:
    """A new wave as planned. :raise Unplannable: with everything that is wrong."""
    _refuse(plan)
    wave = waves.plan(session, organisation, plan.version, plan.name, {}, who)
    session.flush()
    _apply(session, wave, plan, who)
    return wave


def change(session: Session, wave: Wave, plan: Plan, who: Account | None) -> None:
    """Plans a wave anew.

    :raise WrongState: once people were invited.
    :raise Unplannable: with everything that is wrong.
    """
    if not may_change(wave):
        raise waves.WrongState("what people were promised cannot be changed")
    _refuse(plan, dated=wave.state is State.SCHEDULED)
    if plan == plan_of(session, wave):
        return
    audit.record(session, Action.WAVE_CHANGED, wave.organisation, who, {"wave": plan.name.strip()})
    _apply(session, wave, plan, who)


def _refuse(plan: Plan, dated: bool = False) -> None:
    wrong = list(faults(plan))
    if dated and plan.opens_on is None and plan.closes_on is None:
        wrong.append(("opens_on", _("It has its days already: change them, but keep some.")))
    if wrong:
        raise Unplannable(wrong)


def _apply(session: Session, wave: Wave, plan: Plan, who: Account | None) -> None:
    if plan.version is not wave.instrument_version:
        participants.recode(session, wave, instrument_of(plan.version))
    wave.instrument_version, wave.name, wave.time_zone = plan.version, plan.name.strip(), plan.time_zone
    wave.languages, wave.attributes = list(plan.languages), list(plan.attributes)
    wave.min_group, wave.has_open_link = plan.min_group, plan.has_open_link
    if plan.opens_on and plan.closes_on:
        _date(session, wave, plan.opens_on, plan.closes_on, who)


def _date(session: Session, wave: Wave, opens_on: date, closes_on: date, who: Account | None) -> None:
    """A plan with its days is a scheduled wave; from then on days are only changed."""
    if wave.state is State.DRAFT:
        waves.schedule(wave, opens_on, closes_on)
        about = {"wave": wave.name, "opens": opens_on.isoformat(), "closes": closes_on.isoformat()}
        audit.record(session, Action.WAVE_SCHEDULED, wave.organisation, who, about)
    messages.set_days(session, wave, opens_on, closes_on, opens_on)
