"""The pages of people who read results; everything on them comes from a release."""

from flask import Flask

from culture3d.web.insight import (
    compare,
    drivers,
    heatmap,
    navigation,
    organisations,
    quality,
    questions,
    remarks,
    reports,
)


def init_app(app: Flask) -> None:
    """Gives the application its insights."""
    for part in (organisations, reports, compare, heatmap, questions, remarks, drivers, quality):
        app.register_blueprint(part.bp)
    navigation.init_app(app)
