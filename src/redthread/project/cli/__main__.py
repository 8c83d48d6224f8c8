"""`python -m redthread.project.cli`, as `tools/bootstrap.py` calls it."""

import sys

from redthread.project.cli import main

sys.exit(main())
