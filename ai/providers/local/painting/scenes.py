"""Puts a scene together: what stands where in each place, from the back to the front."""

import dataclasses
from collections.abc import Callable

import numpy as np

from ai.providers.local.painting import palettes
from ai.providers.local.painting.building import house, lighthouse, windmill
from ai.providers.local.painting.canvas import Colour, mix
from ai.providers.local.painting.craft import balloons, boat, freighter, plane, rocket
from ai.providers.local.painting.diagrams import diagram
from ai.providers.local.painting.figures import onlooker, robot
from ai.providers.local.painting.finishing import finish_of
from ai.providers.local.painting.flowing import flowing
from ai.providers.local.painting.growing import broad_tree, flowers, palms, rows_of_bushes
from ai.providers.local.painting.land import dunes, fog, hills, leaves, mountains, pines, rays, trunks
from ai.providers.local.painting.mars import red_planet, rusty
from ai.providers.local.painting.old_town import houses, pavement, quay
from ai.providers.local.painting.palettes import PALETTES, Palette
from ai.providers.local.painting.planets import Comet, planet
from ai.providers.local.painting.reading import Vision
from ai.providers.local.painting.river_lights import floating_lights, lanterns, sampans
from ai.providers.local.painting.rooms import room
from ai.providers.local.painting.sky import clouds, nebula, sky, stars
from ai.providers.local.painting.stage import Element, Setting, Stage, grain, vignette
from ai.providers.local.painting.still_life import close_by
from ai.providers.local.painting.things import birds, fishes, walkers
from ai.providers.local.painting.town import NEON, WINDOW_LIGHTS, bokeh, cars, lamps, skyline, street
from ai.providers.local.painting.water import beach, bubbles, depths, island, sunken_light, water
from ai.providers.local.painting.weather import dust, fireflies, fireworks, lightning, rain, snow

# Where the horizon lies, as a share of the height.
HORIZONS = {
    "sea": 0.55, "lake": 0.56, "city": 0.57, "desert": 0.52, "snow": 0.56, "mountains": 0.6, "forest": 0.6,
    "meadow": 0.55, "clouds": 0.8, "mars": 0.55, "oldtown": 0.74,
}  # fmt: skip
INDOORS = frozenset({"room", "table", "diagram"})
NOWHERE_TO_STAND = INDOORS | {"underwater", "space", "clouds", "abstract"}


def palette_of(vision: Vision) -> Palette:
    """Give the colours of a shot."""
    palette = PALETTES[vision.time]
    if vision.weather in {"overcast", "rain", "storm"}:
        palette = palettes.overcast(palette)
    elif vision.weather == "fog":
        palette = palettes.foggy(palette)
    elif vision.weather == "dust":
        palette = palettes.foggy(palettes.with_colour(palette, "orange"))
    palette = rusty(palette) if vision.place == "mars" else palette
    palette = palettes.with_mood(palette, vision.mood)
    for colour in vision.colours[:1] if vision.place != "diagram" else ():
        palette = palettes.with_colour(palette, colour)
    return palette


def stage_of(vision: Vision, *, width: int, height: int, seed: int, low: float = 0.0) -> Stage:
    """Build the stage of a shot. `low` moves the horizon, as a share of the height."""
    random = np.random.default_rng(seed)
    horizon = height * (HORIZONS.get(vision.place, 0.58) + low)
    side = (
        0.3 + 0.12 * float(random.random()) if random.random() < 0.5 else 0.58 + 0.14 * float(random.random())
    )
    setting = Setting(width, height, palette_of(vision), vision, random, horizon, width * side)
    elements = [*SCENES[vision.place](setting), *_air(setting)]
    if vision.place not in NOWHERE_TO_STAND and not (vision.place == "mars" and setting.has("robot")):
        elements += onlooker(setting)
    finish = finish_of(vision.style or vision.mood, width=width, height=height, random=random)
    if finish is not None:
        return Stage(width, height, elements, vignette(width, height, strength=0.0), finish=finish)
    strength = 0.16 if vision.place == "diagram" else 0.3
    return Stage(
        width, height, elements, vignette(width, height, strength=strength), grain(random, width, height)
    )


def _air(setting: Setting) -> list[Element]:
    """Give what is in the air in front of everything."""
    weather, elements = setting.vision.weather, list[Element]()
    if setting.has("fireworks"):
        elements.append(fireworks(setting))
    if setting.has("fireflies"):
        elements.append(fireflies(setting))
    if setting.vision.place in INDOORS | {"mars", "space", "underwater"}:
        weather = "dust" if weather == "dust" else ""
    if weather == "storm":
        elements += [lightning(setting), *rain(setting, heavy=True)]
    if weather == "rain":
        elements += rain(setting, heavy=False)
    if weather == "snow":
        elements += snow(setting)
    if weather in {"fog", "dust"} and setting.vision.place not in INDOORS:
        elements.append(
            fog(setting, y=setting.horizon, thick=setting.height * 0.7, strength=0.7, depth=0.6, drift=16)
        )
    return elements


def _above(setting: Setting) -> list[Element]:
    """Give what flies in the sky."""
    elements = list[Element]()
    if setting.has("comet"):
        elements.append(Comet(setting.width, setting.height, setting.unit))
    if setting.has("balloons"):
        elements += balloons(setting)
    if setting.has("plane"):
        elements.append(plane(setting))
    if setting.has("rocket"):
        elements.append(rocket(setting))
    if setting.has("birds"):
        elements.append(birds(setting))
    return elements


def _people(setting: Setting, *, line: float, size: float = 0.15, depth: float = 0.75) -> list[Element]:
    if not setting.has("people") or setting.has("onlooker"):
        return []
    tall = min(setting.height * size, setting.width * 0.3)
    return [walkers(setting, line=setting.height * line, size=tall, depth=depth)]


def _sea(setting: Setting) -> list[Element]:
    elements = [*sky(setting), island(setting), *_above(setting)]
    if setting.has("lighthouse"):
        elements += lighthouse(setting)
    if setting.has("boat"):
        elements.append(boat(setting))
    if setting.has("freighter"):
        elements.append(freighter(setting))
    sea = water(setting, calm=False)
    if setting.vision.weather == "storm":
        sea = dataclasses.replace(sea, strength=sea.strength * 1.7, speed=sea.speed * 1.5)
    elements.append(sea)
    if setting.has("people") or setting.has("palms"):
        elements.append(beach(setting))
    elements += _people(setting, line=0.95, size=0.2)
    if setting.has("palms"):
        elements += palms(setting)
    return elements


def _lake(setting: Setting) -> list[Element]:
    raised = dataclasses.replace(setting, horizon=setting.horizon - setting.height * 0.17)
    elements = [*sky(setting), *mountains(raised, count=3), *_above(setting)]
    if setting.has("trees"):
        tone = mix(setting.palette.dark, (24, 52, 40), 0.3)
        elements.append(
            pines(
                setting,
                base=setting.horizon - 8 * setting.unit,
                size=66 * setting.unit,
                count=90,
                colour=tone,
                depth=0.2,
            )
        )
    if setting.has("house"):
        elements.append(house(setting, x=setting.width * 0.68, base=setting.horizon + 2))
    if setting.has("boat"):
        elements.append(boat(setting))
    elements.append(water(setting, calm=True))
    elements.append(
        fog(setting, y=setting.horizon, thick=60 * setting.unit, strength=0.42, depth=0.25, drift=7)
    )
    return elements


def _mountains(setting: Setting) -> list[Element]:
    elements = [*sky(setting), *mountains(setting), *_above(setting)]
    elements.append(
        fog(
            setting,
            y=setting.horizon + setting.height * 0.14,
            thick=setting.height * 0.2,
            strength=0.5,
            depth=0.4,
            drift=10,
        )
    )
    if setting.has("trees"):
        tone = mix(setting.palette.dark, (18, 44, 34), 0.35)
        elements.append(
            pines(
                setting,
                base=setting.height * 0.95,
                size=150 * setting.unit,
                count=46,
                colour=mix(tone, setting.palette.haze, 0.2),
                depth=0.7,
            )
        )
        elements.append(
            pines(
                setting,
                base=setting.height * 1.06,
                size=230 * setting.unit,
                count=22,
                colour=tone,
                depth=0.95,
            )
        )
    if setting.has("house"):
        elements.append(house(setting, x=setting.width * 0.3, base=setting.height * 0.9))
    return elements + _people(setting, line=0.98, size=0.14)


def _forest(setting: Setting) -> list[Element]:
    elements = [*sky(setting)[:1]]
    for number in range(4):
        elements.append(trunks(setting, share=number / 3))
        if number < 3:
            y = setting.horizon + setting.height * 0.1 * number
            elements.append(
                fog(
                    setting,
                    y=y,
                    thick=setting.height * 0.5,
                    strength=0.52 - 0.12 * number,
                    depth=0.3 + 0.2 * number,
                    drift=9 + 5 * number,
                )
            )
        if number == 1:
            elements += [*_people(setting, line=0.8, size=0.13), *_above(setting)]
        if number == 2 and setting.palette.light > 0.2 and setting.has("sun"):
            elements.append(rays(setting))
    tone = mix(
        mix((44, 96, 50), setting.palette.sun, 0.12),
        setting.palette.dark,
        0.35 + 0.6 * (1 - setting.palette.light),
    )
    elements.append(leaves(setting, colour=tone, depth=0.9))
    elements.append(fireflies(setting) if setting.palette.is_night else dust(setting))
    return elements


def _city(setting: Setting) -> list[Element]:
    elements = [*sky(setting), *_above(setting), *skyline(setting)]
    has_street = bool(setting.vision.things & {"cars", "people"}) or setting.vision.weather in {
        "rain",
        "storm",
    }
    if not has_street:
        elements.append(
            water(dataclasses.replace(setting, horizon=setting.horizon + setting.height * 0.15), calm=True)
        )
        return elements
    elements += [*street(setting), *lamps(setting), *_people(setting, line=0.86, size=0.12, depth=0.7)]
    if setting.has("cars"):
        elements.append(cars(setting))
    return elements


def _desert(setting: Setting) -> list[Element]:
    elements = [*sky(setting), *_above(setting), *dunes(setting)]
    elements += _people(setting, line=0.8, size=0.09, depth=0.6)
    if setting.has("palms"):
        elements += palms(setting, count=1)
    return elements


def _meadow(setting: Setting) -> list[Element]:
    palette = setting.palette
    near = mix((94, 158, 62), palette.dark, 0.12 + 0.66 * (1 - palette.light))
    ground = hills(setting, colours=(mix((120, 168, 110), palette.haze, 0.5), near))
    elements = [*sky(setting), *_above(setting), *ground[:2]]
    if setting.has("windmill"):
        elements.append(
            windmill(setting, x=setting.width * 0.62, base=setting.horizon + setting.height * 0.16)
        )
    if setting.has("house"):
        elements.append(house(setting, x=setting.width * 0.28, base=setting.horizon + setting.height * 0.12))
    elements.append(ground[2])
    if setting.has("trees"):
        x = setting.width * (0.2 if setting.sun_x > setting.width / 2 else 0.8)
        elements.append(
            broad_tree(
                setting, x=x, base=setting.height * 0.86, size=min(setting.height * 0.5, setting.width * 0.6)
            )
        )
    elements.append(ground[3])
    if setting.has("rows"):
        elements += rows_of_bushes(setting, top=setting.horizon + setting.height * 0.12)
    if setting.has("robot") and not setting.has("onlooker"):
        elements.append(robot(setting, size=0.36, depth=0.8, rolls=True))
    if setting.has("flowers"):
        elements += flowers(setting, line=setting.horizon + setting.height * 0.24)
    return elements + _people(setting, line=0.9, size=0.16)


def _snow(setting: Setting) -> list[Element]:
    palette = setting.palette
    far, near = _snow_tones(palette)
    elements = [*sky(setting), *mountains(setting, count=2), *_above(setting)]
    ground = hills(setting, colours=(far, near), rise=0.08, rough=0.25)
    for number, hill in enumerate(ground):
        elements.append(hill)
        if number < 3 and setting.has("trees"):
            base = setting.horizon + (setting.height - setting.horizon) * (0.1 + 0.24 * number)
            tone = mix(
                mix((26, 54, 56), palette.haze, 0.45 - 0.18 * number),
                palette.dark,
                0.3 + 0.4 * (1 - palette.light),
            )
            elements.append(_copse(setting, base, (54 + 46 * number) * setting.unit, tone, number))
    if setting.has("house"):
        elements.append(house(setting, x=setting.width * 0.56, base=setting.height * 0.82))
    return elements + _people(setting, line=0.93, size=0.14)


def _snow_tones(palette: Palette) -> tuple[Colour, Colour]:
    white = mix((244, 248, 255), palette.haze, 0.2)
    return mix(white, palette.haze, 0.55), mix(white, palette.top, 0.12 + 0.5 * (1 - palette.light))


def _copse(setting: Setting, base: float, size: float, tone: Colour, number: int) -> Element:
    count, depth = 26 - 6 * number, 0.35 + 0.15 * number
    return pines(setting, base=base, size=size, count=count, colour=tone, depth=depth, snowy=True)


def _clouds(setting: Setting) -> list[Element]:
    elements = [*sky(setting)]
    low = dataclasses.replace(setting, horizon=setting.height * 1.1)
    elements += [*_above(setting), *clouds(low, amount=0.5)[1:]]
    y = setting.height * 0.95
    for number in range(3):
        elements.append(
            fog(
                setting,
                y=y + number * 30 * setting.unit,
                thick=setting.height * (0.4 - 0.06 * number),
                strength=0.7,
                depth=0.5 + 0.2 * number,
                drift=20 + 16 * number,
            )
        )
    return elements


def _space(setting: Setting) -> list[Element]:
    elements: list[Element] = [nebula(setting), *stars(setting, count=420)]
    if setting.has("planet"):
        elements += planet(setting)
    if setting.has("comet"):
        elements.append(Comet(setting.width, setting.height, setting.unit))
    if setting.has("rocket"):
        elements.append(rocket(setting))
    return elements


def _underwater(setting: Setting) -> list[Element]:
    elements = depths(setting)
    if setting.has("fish"):
        elements.insert(len(elements) - 1, fishes(setting))
    elements.append(sunken_light(setting))
    if setting.has("bubbles"):
        elements.append(bubbles(setting))
    return elements


def _abstract(setting: Setting) -> list[Element]:
    tones = NEON if setting.vision.mood == "neon" else WINDOW_LIGHTS
    return [flowing(setting), *bokeh(setting, count=26, colours=tones), *_above(setting)]


def _oldtown(setting: Setting) -> list[Element]:
    elements = [*sky(setting), *_above(setting)]
    if setting.has("river"):
        line = dataclasses.replace(setting, horizon=setting.height * 0.62)
        street = line.horizon - setting.height * 0.05
        elements += [*houses(line, base=street + 2, depth=0.4), quay(line, top=street)]
        elements += [
            dataclasses.replace(water(line, calm=True), light=0.1),
            *sampans(line, line=line.horizon),
        ]
        if setting.has("lanterns"):
            elements += [floating_lights(line), lanterns(setting, rows=2)]
        return elements
    elements += [*houses(setting, base=setting.horizon + 2), pavement(setting, top=setting.horizon)]
    elements += _people(setting, line=0.9, size=0.2, depth=0.75)
    if setting.has("lanterns"):
        elements.append(lanterns(setting))
    return elements


SCENES: dict[str, Callable[[Setting], list[Element]]] = {
    "sea": _sea, "lake": _lake, "mountains": _mountains, "forest": _forest, "city": _city, "desert": _desert,
    "meadow": _meadow, "snow": _snow, "clouds": _clouds, "space": _space, "underwater": _underwater,
    "abstract": _abstract, "mars": red_planet, "diagram": diagram, "room": room, "table": close_by,
    "oldtown": _oldtown,
}  # fmt: skip
