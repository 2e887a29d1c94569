"""Measures a film before it is made, where an operation must know more of it than its shape."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import ffmpeg

from videos.media.command import Command, Expectation
from videos.media.engine import ENGINE_VERSION, Limits, engine
from videos.media.extra import Extra
from videos.media.filtergraph import Graph
from videos.media.graph import open_film
from videos.media.operations import Measuring, NotMeasured, Operation
from videos.media.probe import MediaInfo
from videos.media.recipe import NO_EXTRA, Recipe, equip, validate

DEFAULT_LIMITS = Limits()


def must_measure(recipe: Recipe, info: MediaInfo, *, extra: Mapping[str, Extra] = NO_EXTRA) -> int:
    """Say how many measuring passes a recipe needs before it can be compiled."""
    ready = equip(recipe, extra)
    plan = validate(ready, info)
    return sum(step.must_measure(shape) for step, shape in zip(ready, plan.shapes, strict=False))


class Findings(Protocol):
    """What was measured of files before, as bytes by the address of the measurement."""

    def content_of(self, path: Path) -> str | None:
        """Name what a file contains (equal names, equal contents), or None when nobody knows."""

    def recall(self, address: str) -> bytes | None:
        """Give what was found, or None when this was never measured."""

    def keep(self, address: str, found: bytes) -> None:
        """Remember what was found."""


class _NothingKnown:
    """Remembers nothing."""

    def content_of(self, path: Path) -> str | None:
        return None

    def recall(self, address: str) -> bytes | None:
        return None

    def keep(self, address: str, found: bytes) -> None:
        pass


NOTHING_KNOWN: Findings = _NothingKnown()


def _ignore(operation: Operation) -> None:
    pass


def prepare(  # noqa: PLR0913 - what a worker knows of its job, each by name
    recipe: Recipe,
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    perform: Callable[[Command], object],
    extra: Mapping[str, Extra] = NO_EXTRA,
    limits: Limits = DEFAULT_LIMITS,
    findings: Findings = NOTHING_KNOWN,
    on_known: Callable[[Operation], object] = _ignore,
) -> list[Operation]:
    """Give a recipe that knows all that it must of its film, ready to be compiled.

    `perform` runs a measuring command in the sandbox with `folder` as its place. Each pass sees the film as
    the operations before leave it. What `findings` remembers is not measured again, and `on_known` is told.
    Raises OperationRefused, and what `perform` raises.
    """
    ready: list[Operation] = []
    for operation in equip(recipe, extra):
        # A measured step may have made the film shorter, so this is asked anew each time.
        shape = validate(ready, info).output
        operation.check(shape)
        if not operation.must_measure(shape):
            ready.append(operation)
            continue
        pass_ = _Pass.over(operation, ready, info, source=source, folder=folder, limits=limits)
        known = pass_.known(findings)
        if known is None:
            perform(pass_.command)
        else:
            on_known(known)
        ready.append(known or pass_.learnt(findings))
    return ready


def recalled(
    recipe: Recipe,
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    findings: Findings,
    extra: Mapping[str, Extra] = NO_EXTRA,
    limits: Limits = DEFAULT_LIMITS,
) -> list[Operation]:
    """Give a recipe with what was measured before, for a quick look at its film. Nothing is measured.

    Operations that nobody has measured yet, and those that would have to be measured behind them, stay as
    they are. Raises OperationRefused.
    """
    ready: list[Operation] = []
    for operation in equip(recipe, extra):
        shape = validate(ready, info).output
        operation.check(shape)
        known = None
        if operation.must_measure(shape):
            with suppress(NotMeasured):
                pass_ = _Pass.over(operation, ready, info, source=source, folder=folder, limits=limits)
                known = pass_.known(findings)
        ready.append(known or operation)
    return ready


@dataclass(frozen=True)
class _Pass:
    """One measurement: what is to be measured, and the run that does it."""

    operation: Operation
    graph: Graph
    command: Command

    @classmethod
    def over(
        cls,
        operation: Operation,
        before: Recipe,
        info: MediaInfo,
        *,
        source: Path,
        folder: Path,
        limits: Limits,
    ) -> Self:
        """Plan a measurement of the film as the operations before leave it. Raises NotMeasured."""
        graph = open_film(before, info, source=source, folder=folder, limits=limits)
        return cls(operation, graph, _command(graph, operation.measure(graph), source))

    def known(self, findings: Findings) -> Operation | None:
        """Give the operation with what was found before, if it was."""
        address = self._address(findings)
        packed = findings.recall(address) if address else None
        if packed is None:
            return None
        try:
            return self.operation.informed(self.operation.unpacked(packed, self.graph.folder))
        except ValueError:  # written by another version: it is measured anew
            return None

    def learnt(self, findings: Findings) -> Operation:
        """Read what the run has found, and have it remembered."""
        found = self.operation.learn(self.graph)
        address = self._address(findings)
        if address:
            findings.keep(address, self.operation.packed(found, self.graph.folder))
        return self.operation.informed(found)

    def _address(self, findings: Findings) -> str | None:
        """Name the measurement by all that it depends on: the command, and the contents that it reads.

        The command holds only those filters that what is measured has gone through, so that other steps of
        the recipe may change.
        """
        words, contents = " ".join(self.command.argv[1:]), list[str]()
        for path in self.command.reads:
            content = findings.content_of(path)
            if content is None:
                return None
            words = words.replace(str(path), content)
        for path in self.command.files:
            if path.name in words:
                contents.append(hashlib.sha256(path.read_bytes()).hexdigest())
        parts = [ENGINE_VERSION, self.operation.name, words, contents, round(self.graph.shape.duration, 3)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _command(graph: Graph, measuring: Measuring, source: Path) -> Command:
    node = ffmpeg.output(measuring.stream, measuring.output, **measuring.options)
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    shape = graph.shape
    expects = Expectation(
        "none", shape.duration, 0, 0, shape.fps, has_video=False, has_audio=False, tolerance=0.0
    )
    output = graph.folder / measuring.output
    return Command(argv, (source.resolve(), *graph.reads), tuple(graph.files), output, expects, "encode")
