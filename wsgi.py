"""Offers the application to a WSGI server: `gunicorn wsgi:app`."""

from culture3d.app import create_app

app = create_app()
