import re
from itertools import pairwise
from pathlib import Path

import pytest

from videos.media.checks import ResultRefused
from videos.media.derived import storyboard
from videos.media.derived.source import LacksTrack
from videos.media.derived.storyboard import Storyboard
from videos.media.derived.tests.making import distance, nearest, opened, parts, perform, shrunk
from videos.media.generate import clip
from videos.media.probe import probe
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import Picture, code_of, pictures, still

FEW_KEYFRAMES = {"g": 9999, "sc_threshold": 0}


def made(source: Path, folder: Path, *, keyframes_only: bool = True) -> tuple[Storyboard, list[Picture]]:
    """The storyboard of a film and its tiles, cut out of the pages as the WebVTT says."""
    folder.mkdir(exist_ok=True)
    info = probe(source)
    command = storyboard.sprite_command(info, source=source, folder=folder, keyframes_only=keyframes_only)
    board = storyboard.read(perform(command), info)
    pages = [opened(path) for path in storyboard.page_paths(command, board)]
    tiles = []
    for cue in parts(storyboard.vtt(board, address="")):
        left, top, width, height = cue["box"]
        tiles.append(pages[int(cue["page"]) - 1][top : top + height, left : left + width])
    return board, tiles


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_each_tile_is_the_frame_at_its_time(tmp_path: Path, suffix: str) -> None:
    source = clip(tmp_path / f"source.{suffix}", seconds=5)
    board, tiles = made(source, tmp_path / "job")
    assert len(tiles) == len(board.times) == 5
    film = [shrunk(picture, 192, 108) for picture in pictures(source)]
    for time, tile in zip(board.times, tiles, strict=True):
        number = nearest(tile, film)
        assert distance(tile, film[number]) < 9  # two ways of making it small
        assert number % 25 == 0  # a keyframe
        at = still(source, tmp_path / "still", time + 0.01)
        assert code_of(at) == number


def test_a_film_with_few_keyframes_is_decoded_for_its_tiles(tmp_path: Path) -> None:
    source = clip(tmp_path / "source.mp4", seconds=6, options=FEW_KEYFRAMES)
    info = probe(source)
    sparse, _ = made(source, tmp_path / "first")
    assert (len(sparse.times), sparse.keyframes, storyboard.is_sparse(sparse, info)) == (1, 1, True)
    board, tiles = made(source, tmp_path / "second", keyframes_only=False)
    assert not storyboard.is_sparse(board, info)
    assert (len(tiles), board.keyframes) == (12, 0)
    film = [shrunk(picture, 192, 108) for picture in pictures(source)]
    assert [nearest(tile, film) for tile in tiles] == [round(time * 25) for time in board.times]


def test_tiles_are_a_hundred_at_most_and_lie_on_pages(tmp_path: Path) -> None:
    source = clip(
        tmp_path / "source.mp4", seconds=55, width=64, height=36, options={"g": 5}, frame_number=False
    )
    board, tiles = made(source, tmp_path / "job")
    assert 90 <= len(tiles) <= 100
    assert (board.pages, board.keyframes) == (4, 275)
    assert all(tile.mean() > 20 for tile in tiles)  # none is the empty end of a page
    assert max(after - before for before, after in pairwise(board.times)) < 1


def test_a_film_of_one_frame_has_one_tile(tmp_path: Path) -> None:
    board, tiles = made(clip(tmp_path / "source.mp4", seconds=0.04, audio=False), tmp_path / "job")
    assert (board.columns, board.rows, board.pages, len(tiles)) == (1, 1, 1, 1)
    assert tiles[0].std() > 20


def test_an_upright_film_has_upright_tiles(film: Path, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    turned = ffmpeg("turned.mp4", "-display_rotation", "90", "-i", str(film), "-c", "copy")
    board, tiles = made(turned, tmp_path / "job")
    assert (board.tile_width, board.tile_height) == (108, 192)
    assert tiles[0].shape == (192, 108, 3)


def test_the_words_are_webvtt_and_cover_the_film() -> None:
    board = Storyboard(2, 1, 160, 90, (0.0, 4.0, 3599.5), 3725.25, 900)
    text = storyboard.vtt(board, address="/x?page=")
    assert text.startswith("WEBVTT\n\n")
    assert "00:59:59.500 --> 01:02:05.250\n/x?page=2#xywh=0,0,160,90\n" in text
    cues = parts(text)
    assert [cue["box"][0] for cue in cues] == [0, 160, 0]
    assert [cue["end"] for cue in cues[:-1]] == [cue["start"] for cue in cues[1:]]
    assert (cues[0]["start"], cues[-1]["end"]) == (0, 3725.25)
    assert all(re.match(r"\d\d:\d\d:\d\d\.\d\d\d -->", line) for line in text.splitlines() if "-->" in line)


def test_what_was_stored_of_a_storyboard_is_read_back() -> None:
    board = Storyboard(5, 5, 160, 90, (0.0, 4.0), 8.0, 2)
    assert Storyboard.from_json(board.to_json()) == board


def test_sound_alone_has_no_storyboard(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    tone = ffmpeg("tone.wav", "-f", "lavfi", "-i", "sine=d=1")
    with pytest.raises(LacksTrack) as refused:
        storyboard.sprite_command(probe(tone), source=tone, folder=tmp_path)
    assert refused.value.code == "no_video"


def test_a_page_that_is_missing_is_refused(film: Path, tmp_path: Path) -> None:
    info = probe(film)
    command = storyboard.sprite_command(info, source=film, folder=tmp_path)
    with pytest.raises(ResultRefused, match="no_output"):
        storyboard.read(command, info)
    perform(command).output.with_name("page-1.jpg").write_bytes(b"words")
    with pytest.raises(ResultRefused, match="unreadable_output"):
        storyboard.read(command, info)
