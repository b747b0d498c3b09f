"""Opens the report: whose it is, about which wave, and how many answered."""

from reports.figures import axes_of, emblem, outline_of
from reports.reader import ORGANISATION, Reader

LONG_NAME = 48  # letters from which a name is set smaller


def build(reader: Reader) -> dict[str, object]:
    """Always applies."""
    language, wave = reader.language, reader.brief.current
    rate = reader.rate()
    return {
        "art": _art(reader),
        "is_long": len(reader.brief.organisation) > LONG_NAME,
        "instrument_title": reader.wording(reader.instrument.title) or reader.instrument.id,
        "wave_name": wave.name,
        "closed": language.date(wave.closed_on) if wave.closed_on else "",
        "made": language.date(reader.brief.made_on),
        "of_staff": reader.counts_staff_alone,
        "answered": language.people(reader.count()),
        "invited": language.number(invited) if (invited := reader.invited()) else "",
        "rate": language.percent(rate) if rate is not None else "",
    }


def _art(reader: Reader) -> str:
    """The culture solid of all waves in the brand's colour; '' where there is no outline to draw."""
    brief = reader.brief
    axes = axes_of(reader.instrument, brief.language)
    if not axes or reader.figures(axes[0].measure) is None:
        return ""
    waves = tuple(outline_of(wave.results, ORGANISATION, axes, wave.name) for wave in brief.waves)
    return emblem.cover(axes, waves, brief.brand.ink)
