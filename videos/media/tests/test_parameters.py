"""Parameter sets side by side: what is numbered anew stays what it was but for its number."""

from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.media.cutting.parameters import (
    AvcHeader,
    HevcHeader,
    HevcIds,
    avc_type,
    escaped,
    hevc_type,
    renumbered,
    split_lengths,
    split_start_codes,
    unescaped,
    with_lengths,
    with_sequence_header,
    without_leading,
)
from videos.media.cutting.refusal import NotSmart
from videos.media.generate import clip

IDS = HevcIds(vps=3, sps=5, pps=17)


def x265_output(count: int = 4) -> tuple[bytes, list[bytes]]:
    """Give what x265 itself writes: its header, and some packets."""
    context = av.CodecContext.create("libx265", "w")
    context.width, context.height, context.pix_fmt, context.framerate = 320, 192, "yuv420p", Fraction(25)
    context.flags |= av.codec.context.Flags.global_header
    context.options = {"preset": "ultrafast", "x265-params": "log-level=none:bframes=0"}
    packets = []
    for number in range(count):
        frame = av.VideoFrame(320, 192, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes((number * 40 + at * at) % 251 for at in range(plane.buffer_size)))
        frame.pts = number
        packets += [bytes(packet) for packet in context.encode(frame)]
    packets += [bytes(packet) for packet in context.encode(None)]
    return context.extradata or b"", packets


@given(
    st.lists(st.sampled_from([b"\x00", b"\x00\x00", b"\x01", b"\x03", b"\xff"]), max_size=40).map(b"".join)
)
def test_escaping_is_undone_and_hides_every_start_code(payload: bytes) -> None:
    assert unescaped(escaped(payload)) == payload
    assert all(code not in escaped(payload) for code in (b"\x00\x00\x00", b"\x00\x00\x01", b"\x00\x00\x02"))


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=5))
def test_units_with_lengths_are_split_again(units: list[bytes]) -> None:
    assert split_lengths(with_lengths(units)) == units


def test_lengths_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(NotSmart, match="damaged"):
        split_lengths(b"\x00\x00\x00\x09abc")


def test_renumbered_hevc_decodes_to_the_very_same_pictures() -> None:
    header, packets = x265_output()

    def decoded(header: bytes, packets: list[bytes]) -> list[bytes]:
        decoder = av.CodecContext.create("hevc", "r")
        decoder.extradata = header
        frames = [frame for data in packets for frame in decoder.decode(av.Packet(data))]
        return [frame.to_ndarray().tobytes() for frame in (*frames, *decoder.decode(None))]

    def changed(stream: bytes) -> bytes:
        return b"".join(b"\x00\x00\x00\x01" + renumbered(nal, IDS) for nal in split_start_codes(stream))

    other = decoded(changed(header), [changed(packet) for packet in packets])
    assert len(other) == 4
    assert other == decoded(header, packets)
    # With the old numbers in the header, the new packets name sets that are not there.
    assert decoded_nothing(header, [changed(packet) for packet in packets])


def decoded_nothing(header: bytes, packets: list[bytes]) -> bool:
    decoder = av.CodecContext.create("hevc", "r")
    decoder.extradata = header
    try:
        return not [frame for data in packets for frame in decoder.decode(av.Packet(data))]
    except av.error.InvalidDataError:
        return True


@pytest.mark.parametrize(("codec", "reader"), [("libx264", AvcHeader), ("libx265", HevcHeader)])
def test_a_joined_header_has_the_sets_of_both(
    tmp_path: Path, codec: str, reader: type[AvcHeader] | type[HevcHeader]
) -> None:
    with av.open(str(clip(tmp_path / "film.mp4", seconds=0.2, codec=codec))) as container:
        record = container.streams.video[0].codec_context.extradata or b""
    header = reader.read(record)
    if isinstance(header, AvcHeader):
        assert header.free_id() == 1
        added = [nal[:1] + b"\x64\x00\x0a" + nal[4:] for nal in header.sets if avc_type(nal) == 7]
    else:
        assert header.free_ids() == HevcIds(1, 1, 15)
        added = [renumbered(nal, IDS) for nal in header.sets]
        assert {hevc_type(nal) for nal in added} == {32, 33, 34}
        again = [renumbered(nal, HevcIds(1, 1, 15)) for nal in header.sets]
        assert HevcHeader.read(header.joined(again)).free_ids() == HevcIds(2, 2, 16)
    assert reader.read(header.joined(added)).sets == header.sets | set(added)


@pytest.mark.parametrize("record", [b"", b"\x01" * 6, bytes(40), b"\x01\x64\x00\x1f\xff\xe1\x00\x99abc"])
def test_a_header_that_is_none_is_refused(record: bytes) -> None:
    for reader in (AvcHeader, HevcHeader):
        with pytest.raises(NotSmart, match="parameter_sets"):
            reader.read(record)


def test_an_open_picture_becomes_one_that_begins_a_stream() -> None:
    cra, other = bytes([21 << 1, 1, 0xAF]), bytes([39 << 1, 1, 5])
    units = split_lengths(without_leading(with_lengths([other, cra])))
    assert [hevc_type(unit) for unit in units] == [39, 18]
    assert units[1][1:] == cra[1:]


def test_an_av1_keyframe_gets_its_sequence_header_once() -> None:
    sequence, frame = b"\x0a\x02ab", b"\x32\x02cd"
    record = b"\x81\x00\x00\x00" + sequence
    assert with_sequence_header(frame, record) == sequence + frame
    assert with_sequence_header(b"\x12\x00" + sequence + frame, record) == b"\x12\x00" + sequence + frame
