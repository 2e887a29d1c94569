"""What a film's stale parts cost: one line each, at the price of the model that would make it today."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.capabilities import Capability
from ai.language.pace import LETTERS_PER_SECOND
from ai.models import ModelSpec
from ai.pipelines import screenwriting
from ai.services import catalogue
from credits import services as credits
from credits.pricing import Line, Quote, Rate
from credits.pricing import quote as quoted
from projects.models import Shot
from projects.services.film import lengths
from projects.services.film.parts import Board, Kind, Part, stale_parts
from projects.services.film.wishes import MODELS
from videos.media.operations import EDIT

ESTIMATED = gettext_lazy("The script is not written yet, so this is what a film of this length costs.")


@dataclass(frozen=True)
class Priced:
    """What is to be made, and for how much. `seconds`: how long the film will be, about."""

    parts: Sequence[Part]
    quote: Quote
    seconds: float
    notes: tuple[str, ...]


@dataclass
class Prices:
    """The models and the rates of one moment, each asked for once."""

    board: Board

    def __post_init__(self) -> None:
        self._specs: dict[Capability, catalogue.Choice] = {}

    @cached_property
    def rates(self) -> dict[str, Rate]:
        return credits.current_rates()

    def spec(self, capability: Capability) -> ModelSpec:
        """The model that would be asked first; raises NoModel."""
        return self._choice(capability).candidates[0]

    @property
    def notes(self) -> tuple[str, ...]:
        """Why not the models that one would expect."""
        return tuple(dict.fromkeys(note for each in self._specs.values() for note in each.notes))

    def quote(self, lines: Iterable[Line]) -> Quote:
        return quoted(lines, self.rates)

    def _choice(self, capability: Capability) -> catalogue.Choice:
        if capability not in self._specs:
            name = next(name for name, able in MODELS.items() if capability in able)
            self._specs[capability] = _chosen(capability, self.board.wish.model(name))
        return self._specs[capability]


def priced(board: Board) -> Priced:
    """What is stale and its price; raises NoModel when something of it cannot be made here."""
    parts, prices = stale_parts(board), Prices(board)
    if any(part.kind is Kind.SCRIPT for part in parts):
        lines, seconds = list(_of_whole_film(prices)), board.wish.seconds
        return Priced(parts, prices.quote(lines), seconds, (str(ESTIMATED), *prices.notes))
    seconds = lengths.expected(board)
    lines = [line for part in parts for line in lines_of(prices, part)]
    return Priced(parts, prices.quote(lines), seconds, prices.notes)


def lines_of(prices: Prices, part: Part) -> list[Line]:
    """What one part costs; a chosen film costs nothing."""
    board, shot = prices.board, part.shot
    if part.kind is Kind.SCRIPT:
        return screenwriting.quote_lines(board.wish.screenplay, board.wish.model("chat"))
    if part.kind is Kind.MUSIC:
        return [_line(prices, Capability.MUSIC, lengths.expected(board), "", _("Music"))]
    if part.kind is Kind.RENDER or shot is None:
        return [_render(lengths.expected(board))]
    if part.kind is Kind.SPEECH:
        return [
            _line(
                prices,
                Capability.TEXT_TO_SPEECH,
                0,
                shot.text,
                _of_part(part.name, _("%(part)s: narration")),
            )
        ]
    if part.kind is Kind.IMAGE:
        return [_line(prices, Capability.TEXT_TO_IMAGE, 0, "", _of_part(part.name, _("%(part)s: picture")))]
    if shot.source != Shot.Source.GENERATED:
        return []
    return [
        _line(
            prices,
            filming(board),
            lengths.wanted(board, shot),
            "",
            _of_part(part.name, _("%(part)s: film")),
        )
    ]


def filming(board: Board) -> Capability:
    """How a shot's film is made: of its picture, where there is one."""
    return Capability.IMAGE_TO_VIDEO if board.wish.has_images else Capability.TEXT_TO_VIDEO


def seconds_fitting(spec: ModelSpec, seconds: float) -> float:
    """The length to ask a model for: at least so long, if it makes films of that length."""
    if only := spec.limits.get("seconds"):
        return float(min((each for each in only if each >= seconds), default=max(only)))
    least, most = spec.limits.get("minSeconds", 0.0), spec.limits.get("maxSeconds", seconds)
    return float(min(max(seconds, least), most))


def _of_whole_film(prices: Prices) -> Iterator[Line]:
    """Before anybody knows the shots: as many as suit the length, with as many words as can be said."""
    board = prices.board
    wish, screenplay = board.wish, board.wish.screenplay
    yield from screenwriting.quote_lines(screenplay, wish.model("chat"))
    each = wish.seconds / screenplay.count
    words = "x" * round(each * LETTERS_PER_SECOND)
    for number in range(1, screenplay.count + 1):
        if wish.has_images:
            yield _line(prices, Capability.TEXT_TO_IMAGE, 0, "", _of_shot(number, _("%(part)s: picture")))
        yield _line(prices, filming(board), each + lengths.SPARE, "", _of_shot(number, _("%(part)s: film")))
        yield _line(prices, Capability.TEXT_TO_SPEECH, 0, words, _of_shot(number, _("%(part)s: narration")))
    if wish.has_music:
        yield _line(prices, Capability.MUSIC, wish.seconds, "", _("Music"))
    yield _render(wish.seconds)


def _line(prices: Prices, capability: Capability, seconds: float, text: str, label: str) -> Line:
    spec = prices.spec(capability)
    units = ModelSpec.PriceUnit
    amount = 1.0
    if spec.price_unit == units.SECOND:
        amount = seconds_fitting(spec, seconds)
    elif spec.price_unit == units.CHARACTER:
        amount = float(len(text))
    return Line(
        spec.price_code,
        Decimal(str(round(amount, 3))),
        _("%(part)s by %(model)s") % {"part": label, "model": spec.name},
    )


def _of_part(name: str, words: str) -> str:
    return words % {"part": name}


def _of_shot(number: int, words: str) -> str:
    return _of_part(_("Shot %(number)s") % {"number": number}, words)


def _render(seconds: float) -> Line:
    return Line(EDIT, Decimal(str(round(seconds, 3))), _("Rendering"))


def _chosen(capability: Capability, model: str) -> catalogue.Choice:
    try:
        return catalogue.choose(capability=capability, wish=model)
    except catalogue.UnknownModel as error:
        # What makes films of words may make none of pictures: the usual model does that then.
        usual = catalogue.choose(capability=capability)
        if capability in MODELS["video"]:
            return usual
        raise ValidationError({"models": ValidationError(str(error), code="unknown_model")}) from None
