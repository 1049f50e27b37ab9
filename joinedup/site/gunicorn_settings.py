"""How gunicorn serves the site: a few processes with a few threads each, one line a log event."""

import os

from joinedup.site.logs import configuration

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
graceful_timeout = 5
preload_app = True  # one copy in memory, and a worker that takes another's place answers at once
control_socket_disable = True
logconfig_dict = configuration({"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}})
