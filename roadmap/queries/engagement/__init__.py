"""Queries for engagement: events, mechanisms, inputs, reviews, Cooperation Frameworks and campaign material.

`session_start` and the two functions after it are what other topics ask of this one.
"""

from roadmap.queries.engagement.of_commitments import (
    engagements_for_action,
    inputs_for_action,
    mechanisms_for_action,
    session_start,
)

__all__ = ["engagements_for_action", "inputs_for_action", "mechanisms_for_action", "session_start"]
