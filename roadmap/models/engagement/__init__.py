"""Engagement with the United Nations and with Member States: events, mechanisms, inputs, reviews, frameworks,
campaign material, and the next steps of staff."""

from roadmap.models.engagement.event import (
    Engagement,
    EngagementActivity,
    EngagementDocument,
    EngagementTerm,
)
from roadmap.models.engagement.framework import CooperationFramework
from roadmap.models.engagement.input import Input, InputTerm
from roadmap.models.engagement.material import Material, MaterialTerm
from roadmap.models.engagement.mechanism import Mechanism
from roadmap.models.engagement.next_step import NextStep
from roadmap.models.engagement.review import Review

__all__ = [
    "CooperationFramework",
    "Engagement",
    "EngagementActivity",
    "EngagementDocument",
    "EngagementTerm",
    "Input",
    "InputTerm",
    "Material",
    "MaterialTerm",
    "Mechanism",
    "NextStep",
    "Review",
]
