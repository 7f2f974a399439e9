"""Drills: real processes are started, killed and overloaded."""

import os

#: Seconds in which a page has to answer, or an edit has to reach the figures. A shared machine may need so many. A
#: quiet one needs fewer than 5; DRILL_SECONDS=5 holds it to that.
SOON = float(os.environ.get("DRILL_SECONDS", "15"))
