"""The drought phases and trends of the National Drought Management Authority, as it declares them."""

from enum import StrEnum


class Phase(StrEnum):
    """As NDMA declared it: never computed here, and not an IPC phase."""

    NORMAL = "normal"
    ALERT = "alert"
    ALARM = "alarm"
    EMERGENCY = "emergency"
    RECOVERY = "recovery"


class Trend(StrEnum):
    IMPROVING = "improving"
    STABLE = "stable"
    WORSENING = "worsening"
