"""The words for the codes of customers, branches and contacts; each is translated when it is read."""

from __future__ import annotations

from portal.core.policy import N_
from portal.customers.models import BranchKind, Complexity, ContactLevel, Reach, Segment

SEGMENTS = {
    Segment.RETAIL: N_("Retail"),
    Segment.HORECA: N_("Hotels and restaurants"),
    Segment.WHOLESALE: N_("Wholesale"),
    Segment.INDUSTRY: N_("Industry"),
    Segment.CONSTRUCTION: N_("Construction"),
    Segment.HEALTHCARE: N_("Healthcare"),
    Segment.EDUCATION: N_("Education"),
    Segment.PUBLIC: N_("Public sector"),
    Segment.SERVICES: N_("Services"),
    Segment.AGRICULTURE: N_("Agriculture"),
    Segment.OTHER: N_("Other segment"),
}
REACHES = {
    Reach.LOCAL: N_("Local"),
    Reach.REGIONAL: N_("Regional"),
    Reach.NATIONAL: N_("National"),
    Reach.INTERNATIONAL: N_("International"),
}
COMPLEXITIES = {
    Complexity.LOW: N_("Simple"),
    Complexity.MEDIUM: N_("Moderate"),
    Complexity.HIGH: N_("Complex"),
}
BRANCHES = {
    BranchKind.DISTRIBUTION_CENTRE: N_("Distribution centre"),
    BranchKind.REGION: N_("Region"),
    BranchKind.SHOP: N_("Shop"),
    BranchKind.OFFICE: N_("Office"),
    BranchKind.PLANT: N_("Plant"),
    BranchKind.OTHER: N_("Other kind"),
}
LEVELS = {
    ContactLevel.STRATEGIC: N_("Strategic"),
    ContactLevel.TACTICAL: N_("Tactical"),
    ContactLevel.OPERATIONAL: N_("Operational"),
}
