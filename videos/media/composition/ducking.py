"""Ducking: a bus steps back while others are heard, and not while they only lie there.

It takes the course that it takes under a narration (operations/narrate.py): down before the first
syllable, up behind the last, and not up and down between two sentences. Where somebody speaks is not known
here, so it is listened for, a second ahead.
"""

from typing import Any

import ffmpeg

from videos.media.filtergraph import SAMPLE_RATE

RATE = 8000  # samples a second in which the course is followed
HEARD = 10 ** (-45 / 20)  # of full scale, on average; rooms and recorders hiss below this
SMOOTHING = 0.01  # seconds over which that average is taken
RAMP = 0.25  # seconds in which it goes down before something is heard, and in which it comes back
HOLD = 0.2  # seconds of silence after which it comes back
PAUSE = 1.0  # seconds ahead in which, when something is heard there again, it does not come back at all


def duck(stream: Any, keys: list[Any], *, decibels: float, samples: int) -> Any:
    """Give a stream that is quieter by so many decibels while one of the keys is heard.

    All are stereo at SAMPLE_RATE from zero on, and the stream has `samples`.
    """
    key = keys[0] if len(keys) == 1 else ffmpeg.filter(keys, "amix", inputs=len(keys), normalize=0)
    # The course is read ahead of the sound, so it must go on behind its end.
    key = key.filter("apad", whole_len=samples + round((PAUSE + 0.5) * SAMPLE_RATE))
    key = key.filter("aresample", sample_rate=RATE).filter("aeval", exprs=_heard(), c="mono")
    three = key.filter("pan", args="3.0|c0=c0|c1=c0|c2=c0")
    three = three.filter("adelay", delays=f"{round(PAUSE * RATE)}S|{round((PAUSE - RAMP) * RATE)}S|0S")
    course = three.filter("aeval", exprs=_course(decibels), c="mono")
    course = course.filter("atrim", start=PAUSE).filter("asetpts", expr="N/SR/TB")
    course = course.filter("aresample", sample_rate=SAMPLE_RATE).filter("pan", args="stereo|c0=c0|c1=c0")
    both = [each.filter("aformat", sample_fmts="fltp") for each in (stream, course)]
    return ffmpeg.filter(both, "amultiply").filter("atrim", end_sample=samples)


def _heard() -> str:
    """Say at each moment whether something is heard, 1 or 0, as FFmpeg's expression.

    It remembers (0) how loud it was.
    """
    louder = "max(abs(val(0)),abs(val(1)))"
    return f"gte(st(0,ld(0)+({louder}-ld(0))*{1 / (SMOOTHING * RATE):.6f}),{HEARD:.6f})"


def _course(decibels: float) -> str:
    """Give the factor at each moment, as FFmpeg's expression.

    Its channels say whether something is heard now, RAMP ahead, and PAUSE ahead. It remembers for how many
    samples (0) the last that was heard keeps it down, and something is yet heard (1) in RAMP or (2) in PAUSE;
    (3) whether it is to be down, and (4) how far it is, as a share of all the way.
    """
    counts = [f"st({place},if(val({place}),{round(seconds * RATE)},max(ld({place})-1,0)))"
              for place, seconds in enumerate((HOLD, RAMP, PAUSE))]  # fmt: skip
    down = "st(3,gt(ld(0)+ld(1)+ld(2)*ld(3),0))"
    step = f"{1 / (RAMP * RATE):.6f}"
    gone = f"st(4,clip(ld(4)+if(ld(3),{step},-{step}),0,1))"
    return ";".join([*counts, down, f"pow(10,-{decibels / 20:.6f}*{gone})"])
