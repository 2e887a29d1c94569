"""Parameter sets of H.264 and HEVC, as bytes: two sorts side by side, so that one decoder plays both.

An edge that we encode has other parameter sets than the film's own packets. Both lie in the file's header
(avcC or hvcC), under different numbers, and every picture names the ones that it needs. Thus nothing changes
in mid-stream, and a strict player meets an ordinary `avc1` or `hvc1` track (ISO/IEC 14496-15).
"""

import re
from dataclasses import dataclass

from videos.media.cutting.refusal import NotSmart

Nal = bytes
LENGTH_SIZE = 4  # bytes before each unit; files with fewer are rare, and refused
START_CODE = re.compile(rb"\x00{2,}\x01")
ESCAPED = re.compile(rb"\x00\x00\x03")
TO_ESCAPE = re.compile(rb"\x00\x00(?=[\x00-\x03])")

AVC_IDR, AVC_SPS, AVC_PPS = 5, 7, 8
AVC_SETS, AVC_PICTURES = (AVC_SPS, AVC_PPS), range(1, 6)
AVC_IDS = range(32)

HEVC_PICTURES, HEVC_RANDOM_ACCESS = range(32), range(16, 22)
HEVC_BLA_W_LP, HEVC_BLA_N_LP, HEVC_CRA = 16, 18, 21
HEVC_SETS = HEVC_VPS, HEVC_SPS, HEVC_PPS = 32, 33, 34
HEVC_SET_IDS = range(1, 16)
# Numbers 15 to 30 take nine bits where 0 takes one. Writing one of these instead of a 0 moves everything
# behind it by exactly one byte, so a slice's data stays aligned and need not be understood.
HEVC_PPS_IDS = range(15, 31)
HVCC_HEADER = 22
# Before an SPS's number: its VPS's number and layers (8 bits), profile, tier and level of one layer (96).
HEVC_SPS_ID_AT = 8 + 96

AV1_SEQUENCE_HEADER = 1
AV1_LOOKED_AT = 4


class Bits:
    """Reads a unit's payload bit by bit."""

    def __init__(self, payload: bytes) -> None:
        self.text = "".join(f"{byte:08b}" for byte in payload)
        self.at = 0

    def skip(self, count: int) -> None:
        self.at += count

    def number(self) -> int:
        """Read one Exp-Golomb number."""
        one = self.text.find("1", self.at)
        if one < 0 or one - self.at > 31:
            raise NotSmart("parameter_sets", "its stream's header could not be read")
        zeros = one - self.at
        self.at = one + zeros + 1
        return int(self.text[one : self.at], 2) - 1


def golomb(number: int) -> str:
    """Write one Exp-Golomb number as a text of 0 and 1."""
    digits = f"{number + 1:b}"
    return "0" * (len(digits) - 1) + digits


def unescaped(nal: Nal) -> bytes:
    return ESCAPED.sub(b"\x00\x00", nal)


def escaped(payload: bytes) -> Nal:
    return TO_ESCAPE.sub(b"\x00\x00\x03", payload)


def _packed(text: str) -> bytes:
    """Close a payload's bits as every unit is closed: a 1, then zeros up to a whole byte."""
    text = text.rstrip("0")
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def split_start_codes(stream: bytes) -> list[Nal]:
    """Give the units of what an encoder wrote (Annex B)."""
    return [nal.rstrip(b"\x00") for nal in START_CODE.split(stream) if nal]


def split_lengths(packet: bytes) -> list[Nal]:
    """Give the units of a packet of an MP4 or Matroska film. Raises NotSmart if the lengths do not add up."""
    units, at = [], 0
    while at + LENGTH_SIZE <= len(packet):
        end = at + LENGTH_SIZE + int.from_bytes(packet[at : at + LENGTH_SIZE], "big")
        units.append(packet[at + LENGTH_SIZE : end])
        at = end
    if at != len(packet):
        raise NotSmart("damaged", "its stream is damaged")
    return units


def with_lengths(units: list[Nal]) -> bytes:
    return b"".join(len(unit).to_bytes(LENGTH_SIZE, "big") + unit for unit in units)


def avc_type(nal: Nal) -> int:
    return nal[0] & 0x1F if nal else 0


def hevc_type(nal: Nal) -> int:
    return nal[0] >> 1 & 0x3F if nal else -1


# -- H.264 -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AvcHeader:
    """The avcC record of a file."""

    start: bytes  # version, profile, compatibility, level, length size
    sps: tuple[Nal, ...]
    pps: tuple[Nal, ...]
    rest: bytes

    @classmethod
    def read(cls, record: bytes) -> "AvcHeader":
        if len(record) < 7 or record[0] != 1 or record[4] & 3 != LENGTH_SIZE - 1:
            raise NotSmart("parameter_sets", "its stream's header is of an unusual kind")
        sps, at = _listed(record, 6, record[5] & 0x1F)
        pps, at = _listed(record, at + 1, record[at] if at < len(record) else 0)
        if not sps or not pps:
            raise NotSmart("parameter_sets", "its stream's header is incomplete")
        return cls(record[:5], sps, pps, record[at:])

    @property
    def sets(self) -> frozenset[Nal]:
        return frozenset((*self.sps, *self.pps))

    def free_id(self) -> int:
        """Give a number that no set of the file has: the encoder uses it for both of its sets."""
        taken = {_avc_id(nal) for nal in self.sets}
        return _free(AVC_IDS, taken)

    def joined(self, units: list[Nal]) -> bytes:
        """Give the record with an encoder's sets behind the file's own."""
        sps = [nal for nal in units if avc_type(nal) == AVC_SPS]
        pps = [nal for nal in units if avc_type(nal) == AVC_PPS]
        level = max([self.start[3], *(nal[3] for nal in sps)])
        start = self.start[:3] + bytes([level]) + self.start[4:]
        counted = bytes([0xE0 | len(self.sps) + len(sps)]), bytes([len(self.pps) + len(pps)])
        lists = _list((*self.sps, *sps)), _list((*self.pps, *pps))
        return start + counted[0] + lists[0] + counted[1] + lists[1] + self.rest


def _listed(record: bytes, at: int, count: int) -> tuple[tuple[Nal, ...], int]:
    units = []
    for _ in range(count):
        end = at + 2 + int.from_bytes(record[at : at + 2], "big")
        units.append(record[at + 2 : end])
        at = end
    if at > len(record):
        raise NotSmart("parameter_sets", "its stream's header is incomplete")
    return tuple(units), at


def _list(units: tuple[Nal, ...]) -> bytes:
    return b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)


def _avc_id(nal: Nal) -> int:
    bits = Bits(unescaped(nal))
    bits.skip(8 if avc_type(nal) == AVC_PPS else 32)
    return bits.number()


def _free(wanted: range, taken: set[int]) -> int:
    # 0 is what every encoder takes, so it stays the film's own even where a file does not list it.
    free = next((number for number in wanted if number and number not in taken), None)
    if free is None:
        raise NotSmart("parameter_sets", "it was cut too often already")
    return free


# -- HEVC --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HevcIds:
    """The numbers that an edge's parameter sets get instead of 0."""

    vps: int
    sps: int
    pps: int


@dataclass(frozen=True)
class HevcHeader:
    """The hvcC record of a file."""

    start: bytes
    arrays: tuple[tuple[int, tuple[Nal, ...]], ...]  # first byte (with the units' type), units

    @classmethod
    def read(cls, record: bytes) -> "HevcHeader":
        if len(record) <= HVCC_HEADER or record[0] != 1 or record[21] & 3 != LENGTH_SIZE - 1:
            raise NotSmart("parameter_sets", "its stream's header is of an unusual kind")
        arrays, at = [], HVCC_HEADER + 1
        for _ in range(record[HVCC_HEADER]):
            units, end = _listed(record, at + 3, int.from_bytes(record[at + 1 : at + 3], "big"))
            arrays.append((record[at], units))
            at = end
        header = cls(record[:HVCC_HEADER], tuple(arrays))
        if not all(header.of_type(kind) for kind in HEVC_SETS):
            raise NotSmart("parameter_sets", "its stream's header is incomplete")
        return header

    def of_type(self, kind: int) -> tuple[Nal, ...]:
        return tuple(nal for first, units in self.arrays if first & 0x3F == kind for nal in units)

    @property
    def sets(self) -> frozenset[Nal]:
        return frozenset(nal for kind in HEVC_SETS for nal in self.of_type(kind))

    def free_ids(self) -> HevcIds:
        vps = {unescaped(nal)[2] >> 4 for nal in self.of_type(HEVC_VPS)}
        sps = {_sps_id(nal) for nal in self.of_type(HEVC_SPS)}
        pps = {_pps_id(nal) for nal in self.of_type(HEVC_PPS)}
        return HevcIds(_free(HEVC_SET_IDS, vps), _free(HEVC_SET_IDS, sps), _free(HEVC_PPS_IDS, pps))

    def joined(self, units: list[Nal]) -> bytes:
        """Give the record with an encoder's (renumbered) sets behind the file's own."""
        level = max([self.start[12], *(unescaped(nal)[14] for nal in units if hevc_type(nal) == HEVC_SPS)])
        record = self.start[:12] + bytes([level]) + self.start[13:] + bytes([len(self.arrays)])
        added = set[int]()
        for first, own in self.arrays:
            kind = first & 0x3F
            both = own if kind in added else (*own, *(nal for nal in units if hevc_type(nal) == kind))
            added.add(kind)
            record += bytes([first]) + len(both).to_bytes(2, "big") + _list(both)
        return record


def _sps_id(nal: Nal) -> int:
    payload = unescaped(nal)
    if payload[2] >> 1 & 7:
        raise NotSmart("parameter_sets", "its stream has several layers")
    bits = Bits(payload)
    bits.skip(16 + HEVC_SPS_ID_AT)
    return bits.number()


def _pps_id(nal: Nal) -> int:
    bits = Bits(unescaped(nal))
    bits.skip(16)
    return bits.number()


def renumbered(nal: Nal, ids: HevcIds) -> Nal:
    """Give a unit that x265 wrote, with its own numbers (all 0) replaced. Units without numbers stay."""
    kind = hevc_type(nal)
    if kind in HEVC_PICTURES:
        return _renumbered_slice(nal, kind, ids)
    payload = unescaped(nal)
    if kind == HEVC_VPS:
        return escaped(payload[:2] + bytes([ids.vps << 4 | payload[2] & 0x0F]) + payload[3:])
    if kind == HEVC_SPS:
        payload = payload[:2] + bytes([ids.vps << 4 | payload[2] & 0x0F]) + payload[3:]
        return _with_numbers(payload, 16 + HEVC_SPS_ID_AT, golomb(ids.sps), zeros=1)
    if kind == HEVC_PPS:
        return _with_numbers(payload, 16, golomb(ids.pps) + golomb(ids.sps), zeros=2)
    return nal


def _with_numbers(payload: bytes, at: int, numbers: str, *, zeros: int) -> Nal:
    # A 0 is the single bit 1.
    text = Bits(payload).text
    if text[at : at + zeros] != "1" * zeros:
        raise NotSmart("encoder", "the encoder wrote something unexpected")
    return escaped(_packed(text[:at] + numbers + text[at + zeros :]))


def _renumbered_slice(nal: Nal, kind: int, ids: HevcIds) -> Nal:
    payload = unescaped(nal)
    flags = 2 if 16 <= kind <= 23 else 1  # first_slice_segment_in_pic, no_output_of_prior_pics
    text = f"{payload[2]:08b}"
    if text[flags] != "1":
        raise NotSmart("encoder", "the encoder wrote something unexpected")
    longer = int(text[:flags] + golomb(ids.pps) + text[flags + 1 :], 2)
    return escaped(payload[:2] + longer.to_bytes(2, "big") + payload[3:])


def without_leading(packet: bytes) -> bytes:
    """Make an HEVC picture one that a stream may begin with: pictures shown before it are gone.

    An open group of pictures begins with a CRA picture. As a BLA picture without leading ones, the decoder
    starts afresh at it, and takes its place in the order from it alone.
    """
    units = split_lengths(packet)
    changed = {HEVC_CRA, HEVC_BLA_W_LP, HEVC_BLA_W_LP + 1}
    return with_lengths(
        [
            bytes([nal[0] & 0x81 | HEVC_BLA_N_LP << 1]) + nal[1:] if hevc_type(nal) in changed else nal
            for nal in units
        ]
    )


# -- what a packet of a film is ----------------------------------------------------------------------------


def may_begin(codec: str, packet: bytes) -> bool:
    """Say whether decoding can begin with a keyframe's packet, for all that is shown after it."""
    if codec == "h264":
        return (
            next((avc_type(nal) for nal in split_lengths(packet) if avc_type(nal) in AVC_PICTURES), 0)
            == AVC_IDR
        )
    if codec == "hevc":
        kinds = [hevc_type(nal) for nal in split_lengths(packet)]
        return next((kind for kind in kinds if kind in HEVC_PICTURES), -1) in HEVC_RANDOM_ACCESS
    return True


def changes_sets(codec: str, packet: bytes, known: frozenset[Nal]) -> bool:
    """Say whether a packet brings parameter sets that are not the file's own."""
    if codec == "h264":
        return any(avc_type(nal) in AVC_SETS and nal not in known for nal in split_lengths(packet))
    if codec == "hevc":
        return any(hevc_type(nal) in HEVC_SETS and nal not in known for nal in split_lengths(packet))
    return False


def with_sequence_header(packet: bytes, record: bytes) -> bytes:
    """Make sure that an AV1 keyframe brings its sequence header, which the file's header (av1C) has too.

    An edge before it brought another one, and a decoder keeps the last that it met.
    """
    return packet if AV1_SEQUENCE_HEADER in _obu_types(packet) else record[4:] + packet


def _obu_types(packet: bytes) -> list[int]:
    kinds, at = list[int](), 0
    while at < len(packet) and len(kinds) < AV1_LOOKED_AT:
        header = packet[at]
        kinds.append(header >> 3 & 0x0F)
        at += 2 if header & 4 else 1
        if not header & 2:  # it has no size: it is the last
            break
        size, shift = 0, 0
        while at < len(packet):
            size |= (packet[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if not packet[at - 1] & 0x80:
                break
        at += size
    return kinds
