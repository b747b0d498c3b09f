"""Settings of the web server gunicorn: how many processes it starts, and what they share.

usage: gunicorn -c python:culture3d.web_server wsgi:app
"""

import gc
from importlib import import_module
from typing import Any

from culture3d.i18n import LANGUAGES, translations

workers = 2
threads = 4
worker_class = "gthread"
loglevel = "warning"
control_socket_disable = True

# By itself gunicorn believes whoever sends from this machine; whom to believe is our own setting's.
forwarded_allow_ips = ""

# Loaded once and shared by all processes, which together hold a third less memory.
preload_app = True


def when_ready(server: Any) -> None:  # noqa: ANN401  gunicorn ships no types
    """Loads what the first visitors would wait for, and spares the garbage collector what is there for good.

    Both keep it shared: what each process loads for itself, or the collector touches, is held once for each.
    """
    for language in LANGUAGES:
        translations(language, "messages")
    import_module("surveys.instrument")
    templates = server.app.wsgi().jinja_env
    for name in templates.list_templates(filter_func=lambda name: name.startswith("answering/")):
        templates.get_template(name)
    gc.collect()
    gc.freeze()
