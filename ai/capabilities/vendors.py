"""What a provider can do beside its capabilities: follow its work, call back, tell its models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from ai.capabilities.calls import Call, Media, Started


@dataclass(frozen=True)
class VendorModel:
    """What a vendor tells of one of its models today. `ends_on` and `replacement` where it tells them."""

    id: str
    ends_on: date | None = None
    replacement: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)


class KnowsModels(Protocol):
    """For providers whose vendor can be asked what it has."""

    def known_models(self, wanted: Sequence[str]) -> Sequence[VendorModel]:
        """Those of the wanted models (ids) that the vendor has; which are missing, it does not have now."""


class Follows(Protocol):
    """For providers whose vendor works on by itself."""

    def follow(self, remote_id: str, call: Call) -> Media | None:
        """The result once it is there (copied into the call's folder), None while it is made."""

    def find(self, key: str, call: Call) -> Started | None:
        """The work that was submitted under our key, if the vendor has it and can tell; else None."""

    def cancel(self, remote_id: str) -> None:
        """Tells the vendor to stop; says nothing when it has ended already, or is not known there."""


class Forgets(Protocol):
    """For providers whose vendor keeps what it made, and removes it when it is told to."""

    def forget(self, remote_id: str, *, made_at: datetime) -> None:
        """Removes a result (`Media.remote_id`) that was made then; says nothing when it is gone."""


@dataclass(frozen=True)
class Callback:
    """What a vendor called back with: its id of the message, the same at every delivery, and of the work."""

    id: str
    remote_id: str


class BadCallback(Exception):
    """A callback that is not the vendor's, too old, or not understood."""


class CallsBack(Protocol):
    """For providers whose vendor tells by a signed webhook that its work is done."""

    def callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        """Checks the signature over the raw body, and its age; raises BadCallback."""
