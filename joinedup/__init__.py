"""Joinedup: how the people of a place run public service across organisational boundaries."""

import os

__version__ = "0.1.0"

# numpy's linear algebra reads this once, when it is loaded: the same votes make the same map on any number of cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
