"""Says steps in words, in English and in Vietnamese."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from ai.providers.local.assistant.wishes import Step

Values = Mapping[str, Any]
Tongue = Literal[0, 1]  # English, Vietnamese: where each stands in a pair
LOOKS = {
    "vintage": ("vintage look", "màu cổ điển"),
    "blackwhite": ("black and white", "đen trắng"),
    "sepia": ("sepia", "màu nâu đỏ (sepia)"),
    "blur": ("blur", "làm mờ"),
    "sharpen": ("sharpen", "làm nét"),
    "cartoon": ("cartoon look", "kiểu hoạt hình"),
    "vignette": ("dark corners", "tối bốn góc"),
    "grain": ("film grain", "hạt phim"),
    "warm": ("warmer colours", "tông ấm"),
    "cool": ("cooler colours", "tông lạnh"),
}
PLACES = {
    "top": ("at the top", "ở trên"),
    "bottom": ("at the bottom", "ở dưới"),
    "center": ("in the centre", "ở giữa"),
    "left": ("on the left", "bên trái"),
    "right": ("on the right", "bên phải"),
    "top-left": ("in the top left corner", "ở góc trên bên trái"),
    "top-right": ("in the top right corner", "ở góc trên bên phải"),
    "bottom-left": ("in the bottom left corner", "ở góc dưới bên trái"),
    "bottom-right": ("in the bottom right corner", "ở góc dưới bên phải"),
}
COLOURS = {
    "white": "trắng", "black": "đen", "red": "đỏ", "orange": "cam", "yellow": "vàng", "green": "xanh lá",
    "blue": "xanh dương", "purple": "tím", "pink": "hồng", "gray": "xám",
}  # fmt: skip
MODES = {
    "follow-face": (", following the face", ", bám theo khuôn mặt"),
    "blur-pad": (", the whole picture on a blurred background", ", giữ cả hình trên nền mờ"),
}


def described(step: Step, language: str) -> str:
    """Say a step in one line, with its values."""
    tool = step.tool.replace("_", "-")
    saying = SAYINGS.get(tool)
    return saying(step.arguments, 1 if language == "vi" else 0) if saying else tool.replace("-", " ")


def moment(seconds: float) -> str:
    """Write a moment as people do, with tenths where there are any."""
    tenths = round(seconds * 100) / 100
    whole = int(tenths)
    rest = f"{tenths - whole:.2f}"[1:].rstrip("0").rstrip(".")
    hours, left = divmod(whole, 3600)
    return (f"{hours}:{left // 60:02}:{left % 60:02}" if hours else f"{left // 60}:{left % 60:02}") + rest


def amount(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _trim(values: Values, tongue: Tongue) -> str:
    start, end = values["startTime"], values["endTime"]
    length = amount(end - start)
    span = f"{moment(start)}–{moment(end)}"
    return f"giữ đoạn {span} (dài {length} giây)" if tongue else f"keep {span} ({length} s)"


def _parts(values: Values, tongue: Tongue) -> str:
    spans = ", ".join(f"{moment(part['startTime'])}–{moment(part['endTime'])}" for part in values["parts"])
    return f"bỏ đoạn {spans}" if tongue else f"cut out {spans}"


def _speed(values: Values, tongue: Tongue) -> str:
    factor = values["factor"]
    if tongue:
        return (
            f"{'tăng' if factor > 1 else 'giảm'} tốc độ còn {amount(factor)}×"
            if factor < 1
            else f"tăng tốc độ lên {amount(factor)}×"
        )
    return f"{'speed up to' if factor > 1 else 'slow down to'} {amount(factor)}×"


def _volume(values: Values, tongue: Tongue) -> str:
    gain, factor = values.get("gain"), values.get("factor", 1.0)
    if gain is not None:
        if tongue:
            return f"{'tăng' if gain > 0 else 'giảm'} âm lượng {amount(abs(gain))} dB"
        return f"{amount(abs(gain))} dB {'louder' if gain > 0 else 'quieter'}"
    if factor == 0:
        return "tắt tiếng" if tongue else "mute the sound"
    return f"âm lượng {amount(factor * 100)} %" if tongue else f"volume at {amount(factor * 100)} %"


def _look(values: Values, tongue: Tongue) -> str:
    name = LOOKS.get(values["filterType"], (values["filterType"],) * 2)[tongue]
    intensity = values.get("intensity", 1.0)
    return name if intensity >= 1 else f"{name} ({amount(intensity * 100)} %)"


def _adjust(values: Values, tongue: Tongue) -> str:
    names = {
        "brightness": ("brightness", "độ sáng"),
        "contrast": ("contrast", "tương phản"),
        "saturation": ("colour saturation", "độ đậm màu"),
    }
    neutral = {"brightness": 0.0}
    return ", ".join(
        f"{names[name][tongue]} {round((value - neutral.get(name, 1.0)) * 100):+d} %".replace("-", "−")
        for name, value in values.items()
        if name in names
    )


def _text(values: Values, tongue: Tongue) -> str:
    style, shown = values.get("style") or {}, values.get("duration")
    parts = [f"{'thêm chữ' if tongue else 'add the text'} “{values['text']}”"]
    if values.get("anchor"):
        parts.append(PLACES[values["anchor"]][tongue])
    parts += _style(style, tongue)
    if shown:
        begin, end = moment(shown["start"]), moment(shown["end"])
        parts.append(f"từ {begin} đến {end}" if tongue else f"from {begin} to {end}")
    return ", ".join(parts)


def _style(style: Values, tongue: Tongue) -> list[str]:
    found = []
    if style.get("color"):
        colour = style["color"]
        found.append(f"màu {COLOURS.get(colour, colour)}" if tongue else f"in {colour}")
    if style.get("background"):
        colour = style["background"]
        found.append(f"nền {COLOURS.get(colour, colour)}" if tongue else f"on {colour}")
    if style.get("fontSize"):
        found.append(f"cỡ {style['fontSize']} px" if tongue else f"{style['fontSize']} px high")
    return found


def _captions(values: Values, tongue: Tongue) -> str:
    style = values.get("style") or {}
    parts = ["ghi phụ đề lời nói lên hình" if tongue else "burn in captions of what is said"]
    if style.get("position") in PLACES:
        parts.append(PLACES[style["position"]][tongue])
    return ", ".join([*parts, *_style(style, tongue)])


def _reframe(values: Values, tongue: Tongue) -> str:
    shapes = {
        "9:16": ("vertical", "dọc"),
        "1:1": ("square", "vuông"),
        "16:9": ("wide", "ngang"),
        "4:5": ("portrait", "dọc"),
    }
    mode = MODES.get(values.get("mode", ""), ("", ""))[tongue]
    name = shapes[values["aspect"]][tongue]
    return f"khung {name} {values['aspect']}{mode}" if tongue else f"{name} {values['aspect']}{mode}"


def _resize(values: Values, tongue: Tongue) -> str:
    width, height = values.get("width"), values.get("height")
    if width and height:
        return f"{'đổi kích thước thành' if tongue else 'resize to'} {width}×{height}"
    if height:
        return f"{'đổi chiều cao thành' if tongue else 'resize to'} {height} px{'' if tongue else ' high'}"
    return f"{'đổi chiều rộng thành' if tongue else 'resize to'} {width} px{'' if tongue else ' wide'}"


def _crop(values: Values, tongue: Tongue) -> str:
    place = f"({values['x']}, {values['y']})"
    size = f"{values['width']}×{values['height']}"
    return f"cắt khung còn {size} từ điểm {place}" if tongue else f"crop to {size}, starting at {place}"


def _rotate(values: Values, tongue: Tongue) -> str:
    angle = values["angle"]
    if abs(angle) == 180:
        return "xoay 180°" if tongue else "turn by 180°"
    side = ("left", "trái") if angle < 0 else ("right", "phải")
    return (
        f"xoay {amount(abs(angle))}° sang {side[1]}"
        if tongue
        else f"turn {amount(abs(angle))}° to the {side[0]}"
    )


def _fade(values: Values, tongue: Tongue) -> str:
    parts = []
    if values.get("fadeIn", 1):
        parts.append(
            f"{'hiện dần' if tongue else 'fade in'} {amount(values.get('fadeIn', 1))} "
            f"{'giây' if tongue else 's'}"
        )
    if values.get("fadeOut", 1):
        parts.append(
            f"{'mờ dần' if tongue else 'fade out'} {amount(values.get('fadeOut', 1))} "
            f"{'giây' if tongue else 's'}"
        )
    colour = values.get("color")
    if colour == "white":
        parts.append("ra màu trắng" if tongue else "through white")
    return ", ".join(parts)


def _denoise(values: Values, tongue: Tongue) -> str:
    sound, picture = values.get("sound", 0.5), values.get("picture", 0.5)
    if sound and not picture:
        return "khử tạp âm" if tongue else "reduce the noise in the sound"
    if picture and not sound:
        return "khử nhiễu hình" if tongue else "reduce the grain of the picture"
    return "khử nhiễu hình và tiếng" if tongue else "reduce the noise of picture and sound"


def _silence(values: Values, tongue: Tongue) -> str:
    least = amount(values.get("minimum", 0.6))
    return f"bỏ các khoảng lặng dài hơn {least} giây" if tongue else f"cut out silence longer than {least} s"


def _words(values: Values, tongue: Tongue) -> str:
    if values.get("phrase"):
        return f"cắt lời “{values['phrase']}”" if tongue else f"cut the words “{values['phrase']}”"
    if values.get("pauses"):
        return "cắt từ đệm và khoảng ngừng dài" if tongue else "cut filler words and long pauses"
    return "cắt các từ đệm (ừ, à …)" if tongue else "cut filler words (um, uh …)"


def _export(values: Values, tongue: Tongue) -> str:
    named = [str(values[name]) for name in ("format", "codec", "resolution") if values.get(name)]
    if values.get("quality"):
        named.append(f"chất lượng {values['quality']}" if tongue else f"{values['quality']} quality")
    if values.get("preset"):
        named.append(f"cho {values['preset']}" if tongue else f"for {values['preset']}")
    return f"{'xuất' if tongue else 'export as'} {', '.join(named) or 'mp4'}"


def _gif(values: Values, tongue: Tongue) -> str:
    if values.get("endTime") is None:
        return "tạo ảnh GIF" if tongue else "make a GIF"
    span = f"{moment(values.get('startTime', 0))}–{moment(values['endTime'])}"
    return f"tạo ảnh GIF từ đoạn {span}" if tongue else f"make a GIF of {span}"


def _loudness(values: Values, tongue: Tongue) -> str:
    target = (
        f"{amount(values['loudness'])} LUFS"
        if values.get("loudness") is not None
        else values.get("target", "youtube")
    )
    return f"cân bằng âm lượng ({target})" if tongue else f"level the loudness ({target})"


def _narrate(values: Values, tongue: Tongue) -> str:
    what = f"“{values['script']}”" if values.get("script") else ("bản tóm tắt" if tongue else "the summary")
    language = f" ({values['language']})" if values.get("language") else ""
    return f"đọc thuyết minh {what}{language}" if tongue else f"narrate {what}{language}"


def _made(english: str, vietnamese: str) -> Callable[[Values, Tongue], str]:
    def say(values: Values, tongue: Tongue) -> str:
        seconds = (
            f", {amount(values['seconds'])} {'giây' if tongue else 's'}" if values.get("seconds") else ""
        )
        return f"{vietnamese if tongue else english}: {values['prompt']}{seconds}"

    return say


def _fixed(english: str, vietnamese: str) -> Callable[[Values, Tongue], str]:
    return lambda values, tongue: vietnamese if tongue else english


def _flip(values: Values, tongue: Tongue) -> str:
    ways: Mapping[str, Sequence[str]] = {
        "horizontal": ("mirror left and right", "lật trái phải"),
        "vertical": ("flip top and bottom", "lật trên dưới"),
        "both": ("flip both ways", "lật cả hai chiều"),
    }
    return ways[values.get("direction", "horizontal")][tongue]


SAYINGS: Mapping[str, Callable[[Values, Tongue], str]] = {
    "trim": _trim,
    "remove-parts": _parts,
    "speed": _speed,
    "volume": _volume,
    "apply-filter": _look,
    "adjust": _adjust,
    "add-text": _text,
    "burn-captions": _captions,
    "reframe": _reframe,
    "resize": _resize,
    "crop": _crop,
    "rotate": _rotate,
    "fade": _fade,
    "denoise": _denoise,
    "remove-silence": _silence,
    "cut-words": _words,
    "export": _export,
    "gif": _gif,
    "normalize-audio": _loudness,
    "narrate": _narrate,
    "flip": _flip,
    "generate-image": _made("make a picture", "tạo ảnh"),
    "generate-video": _made("make a film", "tạo video"),
    "generate-music": _made("make music", "tạo nhạc"),
    "reverse": _fixed("play it backwards", "phát ngược"),
    "stabilize": _fixed("steady the picture", "chống rung"),
    "transcribe": _fixed("write down what is said", "ghi lại lời nói"),
    "summarize": _fixed("summarize the film", "tóm tắt video"),
    "extract-audio": lambda values, tongue: (
        f"{'tách âm thanh thành' if tongue else 'save the sound as'} {values.get('format', 'mp3')}"
    ),
    "concat": lambda values, tongue: f"{'ghép thêm' if tongue else 'join'} {len(values['videoIds'])} video",
    "replace-audio": _fixed("use that sound", "dùng âm thanh đó"),
    "overlay-image": _fixed("lay that image on the picture", "đặt hình đó lên video"),
}
