"""Music and sound effects, made by the platform itself."""

from ai.capabilities import Call, Media, MusicInput, ProviderError, SoundInput, Unsupported, Usage
from ai.providers.local.composing.sounds import FAMILIES, family_of
from ai.providers.local.making import DRAFT, checked, chosen_seed, make
from videos.media.command import Expectation

SHORTEST_MUSIC, LONGEST_MUSIC = 3.0, 300.0  # seconds
SHORTEST_SOUND, LONGEST_SOUND = 0.5, 60.0
MOST_LETTERS = 4000


class LocalSounds:
    """Composes music by rules, and makes sounds out of noise and waves. WAV, stereo, 48 kHz, 16 bits."""

    def music(self, wish: MusicInput, call: Call) -> Media:
        """Compose a piece that ends at exactly the wished length, at about -16 LUFS. It has no voice."""
        if not wish.instrumental:
            raise Unsupported("instrumental", "The local composer cannot sing.")
        _check(wish.prompt, wish.seconds, SHORTEST_MUSIC, LONGEST_MUSIC)
        seed = chosen_seed(wish.seed)
        done = make("music", {"prompt": wish.prompt, "seconds": wish.seconds, "seed": seed}, call)
        return _sound(call, wish.seconds, seed, done)

    def sound_effect(self, wish: SoundInput, call: Call) -> Media:
        """Make a sound of the family that the words name."""
        _check(wish.prompt, wish.seconds, SHORTEST_SOUND, LONGEST_SOUND)
        family = family_of(wish.prompt)
        if not family:
            raise Unsupported(
                "prompt", f"The local engine can make these sounds: {', '.join(sorted(FAMILIES))}."
            )
        seed = chosen_seed(wish.seed)
        done = make("sound", {"family": family, "seconds": wish.seconds, "seed": seed}, call)
        return _sound(call, wish.seconds, seed, done)


def _check(prompt: str, seconds: float, shortest: float, longest: float) -> None:
    if len(prompt) > MOST_LETTERS:
        raise Unsupported("prompt", f"At most {MOST_LETTERS} letters are read.")
    if not shortest <= seconds <= longest:
        raise Unsupported("seconds", f"The local engine makes {shortest} to {longest:.0f} seconds.")


def _sound(call: Call, seconds: float, seed: int, done: dict[str, object]) -> Media:
    path = call.folder / "sound.wav"
    info = checked(
        path, Expectation("wav", seconds, 0, 0, 0.0, has_video=False, has_audio=True, tolerance=0.001)
    )
    if info.audio is None:
        raise ProviderError("wrong_result", "There is no sound.", permanent=False)
    call.progress(100, "done")
    return Media(
        path, "audio/wav", Usage({"second": info.duration}), duration=info.duration, seed=seed, is_draft=True,
        notes=(DRAFT,), details=done,
    )  # fmt: skip
