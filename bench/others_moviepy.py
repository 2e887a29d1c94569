"""The chain of bench/editing.py in MoviePy 2; run by bench/.venv, which has it: SOURCE OUTPUT."""

import sys

import numpy as np
from moviepy import CompositeVideoClip, TextClip, VideoFileClip


def faded(frame: np.ndarray) -> np.ndarray:
    weights = np.array([[0.727, 0.346, 0.085], [0.157, 0.859, 0.076], [0.122, 0.240, 0.609]])
    toned = frame @ weights.T
    return np.clip((toned - 128) * 0.86 + 128 + 8, 0, 255).astype("uint8")


source, output = sys.argv[1:]
film = (
    VideoFileClip(source)
    .subclipped(10, 30)
    .cropped(x1=656, y1=0, width=608, height=1080)
    .image_transform(faded)
)
text = TextClip(text="A day at the sea", font_size=36, color="white", duration=film.duration)
film = CompositeVideoClip([film, text.with_position(("center", "bottom"))]).resized((720, 1280))
film.write_videofile(output, preset="veryfast", ffmpeg_params=["-crf", "20"], audio_codec="aac", logger=None)
