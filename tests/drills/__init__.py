"""Drills: real processes are started, killed and overloaded."""

import os

#: Seconds in which a page has to answer, or an edit has to reach the figures. A quiet machine needs less than 5 and can
#: be held to them with DRILL_SECONDS=5. This one may be shared.
SOON = float(os.environ.get("DRILL_SECONDS", "15"))
