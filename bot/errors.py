"""Every error that Ribao raises on purpose.

    RibaoError                  one clear sentence for a person: what, where, what to do
    ├── UsageError              the person asked wrongly (exit status 2)
    ├── SettingsError           the settings file or an environment variable is wrong
    ├── ParseError              a document can't be read; carries the line where it is known
    ├── SourceError             a place where documents come from does not give one
    │   └── SourceDown          … nor any other: it can't be reached
    ├── StoreError              the archive can't be used
    │   ├── StoreUnavailable    no such server, folder or right; worth trying again
    │   ├── StoreBusy           another process held the lock for too long; worth trying again
    │   ├── StoreDamaged        the file is not a (sound) database
    │   └── StoreTooNew         written by a later Ribao
    └── DeliveryError           a platform did not do what a sender asked
        ├── Transient           surely not done; worth trying again
        │   ├── RateLimited     surely not done; try again after `retry_after` seconds
        │   └── NotYet          not even asked: our own pacing wants `retry_after` seconds of patience
        ├── Ambiguous           perhaps done: the answer was lost
        ├── Refused             this content will never be taken; the target is well
        ├── TargetLost          the target can't be reached any more (gone, forbidden)
        ├── TargetMoved         surely not done; the target has another address from now on
        ├── PostLost            the post to edit or delete is no longer there
        └── PlatformDown        the platform can't be used at all (a wrong token)

The text of an error is shown to people as it is: it never holds a token.
"""

from bot.sentence import Sentence


class RibaoError(Exception):
    """The base of the tree; `str(error)` is one sentence for a person."""

    @property
    def sentence(self) -> str:
        """The sentence as it was made: a `Sentence` can be said in other languages too."""
        return self.args[0] if self.args else ""


class UsageError(RibaoError):
    """A command was given words that it can't use."""


class SettingsError(RibaoError):
    """The settings can't be used as they stand."""


class ParseError(RibaoError):
    """A document can't be read; `line` counts from 1, None when no line is to blame."""

    def __init__(self, message: Sentence, line: int | None = None) -> None:
        self.message = message
        self.line = line
        told = message if line is None else Sentence("line {line}: {message}", line=line, message=message)
        super().__init__(told)


class SourceError(RibaoError):
    """An address or a working copy does not give what it was asked for; worth asking again later."""


class SourceDown(SourceError):
    """Nothing at all can be had from there now."""


class StoreError(RibaoError):
    """The archive can't be used."""


class StoreUnavailable(StoreError):
    """The database can't be reached or opened now."""


class StoreBusy(StoreError):
    """Another process held the database's lock for too long."""


class StoreDamaged(StoreError):
    """The file is not a database, or its content is broken."""


class StoreTooNew(StoreError):
    """The database was written by a later version of Ribao."""


class DeliveryError(RibaoError):
    """A platform did not do what a sender asked of it."""


class Transient(DeliveryError):
    """Surely not done; the same request may be made again."""


class RateLimited(Transient):
    """Surely not done; the platform asks for `retry_after` seconds of patience."""

    def __init__(self, message: str, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class NotYet(Transient):
    """Nothing was asked: our own pacing has no room for this target for `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class Ambiguous(DeliveryError):
    """Perhaps done: the request left, the answer was lost."""


class Refused(DeliveryError):
    """The platform will never take this content; the target itself is well."""


class TargetLost(DeliveryError):
    """The target can't be reached any more: gone, blocked or without the right to post."""


class TargetMoved(DeliveryError):
    """Surely not done; the target is to be reached at `address` from now on."""

    def __init__(self, message: str, address: str) -> None:
        self.address = address
        super().__init__(message)


class PostLost(DeliveryError):
    """The post that was to be edited or deleted no longer exists."""


class PlatformDown(DeliveryError):
    """The platform can't be used at all until an operator acts."""
