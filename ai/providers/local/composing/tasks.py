"""The pieces of work of the composing child, each from plain values to a file in its folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ai.providers.local.composing.mixing import CEILING, faded, limited, mastered, mixed, save
from ai.providers.local.composing.score import compose
from ai.providers.local.composing.sounds import FAMILIES, effect
from ai.providers.local.composing.style import read_music
from ai.providers.local.composing.voices import RATE, Samples

Tell = Callable[[float, str], None]  # percent, and what is being done


def music(spec: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Compose a piece: `sound.wav`."""
    random = np.random.default_rng(spec["seed"])
    plan = read_music(spec["prompt"], choice=int(random.integers(84)))
    score = compose(plan, seconds=spec["seconds"], random=random)
    sound = mixed(
        score.notes,
        seconds=spec["seconds"],
        room=plan.style.room,
        tell=lambda share: tell(70 * share, "playing"),
    )
    if plan.style.crackle:
        sound += _crackle(len(sound), random)[:, None] * 0.02
    tell(80, "mastering")
    sound = faded(
        mastered(faded(sound, start=0.005, end=min(1.4, spec["seconds"] * 0.12))), start=0.0, end=0.02
    )
    save(sound, folder / "sound.wav")
    return {
        "style": plan.style.name, "key": plan.key, "tempo": round(60 / score.beat, 2), "beats": score.beats,
        "scale": [(plan.root + step) % 12 for step in plan.scale],
    }  # fmt: skip


def _crackle(count: int, random: np.random.Generator) -> Samples:
    """Give the dust of an old record."""
    dust = np.where(random.random(count) > 1 - 18 / RATE, random.standard_normal(count), 0.0)
    hiss = random.standard_normal(count) * 0.02
    return (np.convolve(dust, np.exp(-np.arange(60) / 9), mode="same") + hiss).astype(np.float32)


def sound(spec: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Make a sound effect: `sound.wav`."""
    random = np.random.default_rng(spec["seed"])
    tell(20, "playing")
    made = effect(spec["family"], seconds=spec["seconds"], random=random)
    goes_on = FAMILIES[spec["family"]].goes_on
    made *= np.float32(CEILING * 0.92 / max(float(np.abs(made).max()), 1e-6))
    made = limited(
        faded(made, start=0.02 if goes_on else 0.0, end=min(0.3 if goes_on else 0.12, spec["seconds"] / 4))
    )
    save(made, folder / "sound.wav")
    return {"family": spec["family"]}


WORK: dict[str, Callable[[dict[str, Any], Path, Tell], dict[str, Any]]] = {"music": music, "sound": sound}
