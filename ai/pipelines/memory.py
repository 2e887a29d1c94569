"""What a generation must know at its next attempt or look: `Job.memory`, written before vendors act."""

import time
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from jobs.models import Job


@dataclass
class Memory:
    """Times are seconds since 1970."""

    spec: int | None = None  # the model at work
    round: int = 0  # how often it was submitted anew on purpose, each under a key of its own
    is_submitted: bool = False  # a submit was begun: the vendor may have it, whether we know its id or not
    remote: str = ""  # the vendor's id of it
    made: str = ""  # the vendor's id of the result, by which it is removed there
    made_at: float = 0.0
    since: float = 0.0  # when the vendor took it
    wait: float = 0.0  # seconds until the next look
    failures: int = 0  # of this model, of the kind that may pass
    tried: list[int] = field(default_factory=list)  # models that were given up
    notes: list[str] = field(default_factory=list)
    fell_over: list[dict[str, str]] = field(default_factory=list)
    prompt: str = ""  # as it was written out
    prompt_spec: int | None = None  # by which model, when it was one

    @classmethod
    def of(cls, job: Job) -> Self:
        return cls(**job.memory)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def begin(self, spec_id: int) -> None:
        """Turns to another model."""
        self.spec, self.failures = spec_id, 0
        self.forget_submit(anew=False)

    def key(self, job: Job) -> str:
        """Our own name of the submit, the same at every attempt at it."""
        return f"{job.pk}.{self.spec}.{self.round}"

    def forget_submit(self, *, anew: bool) -> None:
        """The next submit is a new one, not the same again."""
        self.round = self.round + 1 if anew else 0
        self.is_submitted, self.remote, self.since, self.wait = False, "", 0.0, 0.0

    def taken(self, remote: str) -> None:
        self.remote, self.since = remote, time.time()

    def keeps(self, made: str) -> None:
        self.made, self.made_at = made, time.time()

    def give_up(self) -> None:
        if self.spec is not None:
            self.tried.append(self.spec)
        self.spec = None
        self.forget_submit(anew=False)
