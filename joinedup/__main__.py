"""`python -m joinedup` is the `joinedup` command."""

import sys

from joinedup.site.command import main

if __name__ == "__main__":
    sys.exit(main())
