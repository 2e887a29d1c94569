"""The half-built FFmpeg graph that the operations of one recipe join, one after the other."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from videos.media.fonts import font_path
from videos.media.shape import Shape


@dataclass
class Graph:
    """The film so far: its streams (ffmpeg-python nodes), its shape, and the files that FFmpeg will read.

    `still` is set when only one picture is wanted: then time must not be cut, only renumbered.
    """

    folder: Path
    shape: Shape
    video: Any = None
    audio: Any = None
    still: bool = False
    files: list[Path] = field(default_factory=list)

    def filter_video(self, name: str, **options: Any) -> None:
        """Put one more filter behind the picture."""
        self.video = self.video.filter(name, **options)

    def filter_audio(self, name: str, **options: Any) -> None:
        """Put one more filter behind the sound, if there is any."""
        if self.audio is not None:
            self.audio = self.audio.filter(name, **options)

    def write_text(self, text: str) -> str:
        """Keep a person's text in a file of the job folder and give the file's name.

        This is the only way that text reaches FFmpeg: names of ours go into the graph, never words of theirs.
        """
        path = self.folder / f"text-{len(self.files)}.txt"
        path.write_bytes(text.encode("utf-8"))
        self.files.append(path)
        return path.name

    def place_font(self, family: str) -> str:
        """Copy a bundled font into the job folder and give the file's name.

        A copy, since the sandbox may write in the folder and must not reach the installed font.
        """
        path = self.folder / f"font-{family.lower().replace(' ', '-')}.ttf"
        if path not in self.files:
            shutil.copyfile(font_path(family=family), path)
            self.files.append(path)
        return path.name
