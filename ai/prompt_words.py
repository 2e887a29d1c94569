"""Words that make a prompt better, in groups: the Studio shows them as chips that put themselves into it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Hints:
    name: "StrOrPromise"
    words: tuple["StrOrPromise", ...]


CAMERA = Hints(
    _("Camera"),
    (
        _("slow push in"), _("wide shot"), _("close-up"), _("aerial view"), _("tracking shot"),
        _("handheld camera"), _("slow motion"), _("locked camera"),
    ),
)  # fmt: skip
VIEW = Hints(
    _("View"),
    (
        _("wide shot"), _("close-up"), _("from above"), _("from below"), _("at eye level"),
        _("blurred background"), _("symmetrical"),
    ),
)  # fmt: skip
LIGHT = Hints(
    _("Light"),
    (
        _("golden hour"), _("blue hour"), _("soft window light"), _("backlight"), _("neon at night"),
        _("candlelight"), _("overcast"), _("studio light"),
    ),
)  # fmt: skip
MOOD = Hints(
    _("Mood"),
    (_("calm"), _("dreamy"), _("joyful"), _("tense"), _("melancholic"), _("mysterious"), _("epic")),
)
LOOK = Hints(
    _("Style"),
    (
        _("photorealistic"), _("35 mm film"), _("watercolour"), _("anime"), _("film noir"),
        _("clay animation"), _("minimalist"), _("paper cut-out"),
    ),
)  # fmt: skip
TEMPO = Hints(_("Tempo"), (_("slow"), _("medium tempo"), _("fast"), _("gradually building")))
INSTRUMENTS = Hints(
    _("Instruments"),
    (
        _("piano"), _("acoustic guitar"), _("strings"), _("synthesizer"), _("drums"), _("flute"),
        _("zither"),
    ),
)  # fmt: skip
GENRE = Hints(
    _("Style"),
    (_("ambient"), _("jazz"), _("lo-fi"), _("orchestral"), _("electronic"), _("folk"), _("hip hop")),
)
DISTANCE = Hints(
    _("Distance"),
    (_("very close"), _("in the distance"), _("coming nearer"), _("fading away")),
)
ROOM = Hints(_("Place"), (_("in a small room"), _("in a large hall"), _("outdoors"), _("under water")))

OF_A_SHOT = (CAMERA, LIGHT, MOOD, LOOK)
OF_A_PICTURE = (VIEW, LIGHT, MOOD, LOOK)
OF_MUSIC = (MOOD, TEMPO, INSTRUMENTS, GENRE)
OF_A_SOUND = (DISTANCE, ROOM)
