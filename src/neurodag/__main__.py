"""`python -m neurodag` is the command `neurodag`."""

import sys

from neurodag.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
