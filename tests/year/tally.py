"""What is counted of a year."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What was counted. `trouble`: where the program and the account disagree."""

    events: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    kills: int = 0
    starts: int = 0
    writes: int = 0
    messages: int = 0
    promises: int = 0
    doubts: int = 0
    seconds: float = 0.0
    trouble: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """A few lines for a person."""
        deeds = ", ".join(f"{n} {what}" for what, n in sorted(self.events.items()))
        return (
            f"{self.stops} moments, {self.starts} processes of which {self.kills} were killed, {deeds}; "
            f"{self.promises} promises, {self.writes} writes, {self.messages} messages stand, "
            f"{self.doubts} doubts were judged by hand; {self.seconds / 60:.1f} minutes; "
            f"{len(self.trouble)} disagreements"
        )
