"""What this process did since it started, counted for whoever watches it."""

from collections import Counter
from dataclasses import dataclass, field

from bot.delivery.models import Claim, Outcome
from bot.ingest import Ingested


@dataclass(slots=True)
class Tally:
    """Outcomes by platform and kind, and documents by what became of them; they only grow."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)

    def heard(self, claim: Claim, outcome: Outcome) -> None:
        """An outcome was written down."""
        self.outcomes[claim.target.platform, type(outcome).__name__.lower()] += 1

    def read(self, ingested: Ingested) -> None:
        """A document was read."""
        self.documents[str(ingested.status)] += 1
