"""Ends with 0 if the site on this machine answers and reads its database. Standard library only.

The address is JOINEDUP_PROBE, by default that of `joinedup serve`; the site is asked by the first name that it answers
to, as its proxy would ask.
"""

import os
import sys
import urllib.request

ADDRESS = os.environ.get("JOINEDUP_PROBE", "http://127.0.0.1:8000/health/")
HOST = os.environ.get("JOINEDUP_HOSTS", "localhost").split(",")[0].lstrip(".")
PATIENCE_SECONDS = 8


def main() -> int:
    """Ask, and say in one line what is wrong."""
    asked = urllib.request.Request(ADDRESS, headers={"Host": HOST})  # noqa: S310 — an address of our own
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            return 0 if answer.status == 200 else 1
    except OSError as fault:
        sys.stderr.write(f"The site does not answer: {fault}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
