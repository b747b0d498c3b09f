"""Opens the report: whose it is, about which wave, and how many answered."""

from reports.reader import Reader


def build(reader: Reader) -> dict[str, object]:
    """Always applies."""
    language, wave = reader.language, reader.brief.current
    rate = reader.rate()
    return {
        "instrument_title": reader.wording(reader.instrument.title) or reader.instrument.id,
        "wave_name": wave.name,
        "closed": language.date(wave.closed_on) if wave.closed_on else "",
        "made": language.date(reader.brief.made_on),
        "answered": language.people(reader.count()),
        "invited": language.number(invited) if (invited := reader.invited()) else "",
        "rate": language.percent(rate) if rate is not None else "",
    }
