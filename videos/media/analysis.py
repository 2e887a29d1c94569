"""Measures a film before it is made, where an operation must know more of it than its shape."""

from collections.abc import Callable, Mapping
from pathlib import Path

import ffmpeg

from videos.media.command import Command, Expectation
from videos.media.engine import Limits, engine
from videos.media.extra import Extra
from videos.media.filtergraph import Graph
from videos.media.graph import open_film
from videos.media.operations import Measuring, Operation
from videos.media.probe import MediaInfo
from videos.media.recipe import NO_EXTRA, Recipe, equip, validate

DEFAULT_LIMITS = Limits()


def must_measure(recipe: Recipe, info: MediaInfo, *, extra: Mapping[str, Extra] = NO_EXTRA) -> int:
    """Say how many measuring passes a recipe needs before it can be compiled."""
    ready = equip(recipe, extra)
    plan = validate(ready, info)
    return sum(step.must_measure(shape) for step, shape in zip(ready, plan.shapes, strict=False))


def prepare(
    recipe: Recipe,
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    perform: Callable[[Command], object],
    extra: Mapping[str, Extra] = NO_EXTRA,
    limits: Limits = DEFAULT_LIMITS,
) -> list[Operation]:
    """Give a recipe that knows all that it must of its film, ready to be compiled.

    `perform` runs a measuring command in the sandbox with `folder` as its place. Each pass sees the film as
    the operations before leave it. Raises OperationRefused, and what `perform` raises.
    """
    ready: list[Operation] = []
    for operation in equip(recipe, extra):
        # A measured step may have made the film shorter, so this is asked anew each time.
        shape = validate(ready, info).output
        operation.check(shape)
        ready.append(
            _informed(operation, ready, info, source, folder, perform, limits)
            if operation.must_measure(shape)
            else operation
        )
    return ready


def _informed(
    operation: Operation,
    before: Recipe,
    info: MediaInfo,
    source: Path,
    folder: Path,
    perform: Callable[[Command], object],
    limits: Limits,
) -> Operation:
    graph = open_film(before, info, source=source, folder=folder, limits=limits)
    perform(_command(graph, operation.measure(graph), source))
    return operation.informed(operation.learn(graph))


def _command(graph: Graph, measuring: Measuring, source: Path) -> Command:
    node = ffmpeg.output(measuring.stream, measuring.output, **measuring.options)
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    shape = graph.shape
    expects = Expectation(
        "none", shape.duration, 0, 0, shape.fps, has_video=False, has_audio=False, tolerance=0.0
    )
    output = graph.folder / measuring.output
    return Command(argv, (source.resolve(), *graph.reads), tuple(graph.files), output, expects, "encode")
