"""Wishes about sound, and about the file that comes out."""

import re
from typing import Any

from ai.providers.local.assistant.times import span
from ai.providers.local.assistant.timing import FACTOR, PERCENT
from ai.providers.local.assistant.wishes import Clause, Rule, Step, Understood, ask, first

SOUND = r"audio|sound|volume|voice|music|speech|track"
LIBRARY_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
PRESETS = {
    "tik ?tok": "tiktok",
    "(?:youtube )?shorts?": "shorts",
    "youtube": "youtube",
    "instagram|insta|reels?": "instagram",
    "twitter": "x",
    "the web|website|web": "web",
}
FORMATS = {"mp4": "mp4", "webm": "webm", "mov|quicktime": "mov", "mkv|matroska": "mkv"}
SOUND_FORMATS = {"mp3": "mp3", "wav|wave": "wav", "m4a|aac": "m4a"}
CODECS = {r"h\.?265|hevc": "h265", r"h\.?264|avc": "h264", "vp9": "vp9", "av1": "av1", "prores": "prores"}
RESOLUTIONS = {
    "4k|2160p?|uhd": "2160p",
    "1440p?|2k": "1440p",
    "1080p?|full hd": "1080p",
    "720p?|hd": "720p",
    "480p?": "480p",
}


def mute(clause: Clause) -> Understood:
    silent = clause.has(
        rf"mute|muted|silence (?:it|the (?:{SOUND}))|(?:no|without) (?:any )?(?:the )?(?:sound|audio)"
    )
    removed = (
        clause.has("remove|delete|strip|drop|turn off")
        and clause.has("audio|sound|volume")
        and not clause.has("noise")
    )
    return Step("volume", {"factor": 0}) if silent or removed else None


def extract(clause: Clause) -> Understood:
    kind = first(clause, SOUND_FORMATS)
    wanted = clause.has("extract|save|get|pull|rip|only|just|export|separate") and clause.has(
        "audio|sound|soundtrack"
    )
    if not (wanted or (kind and clause.has("convert|export|save|as|to|make|extract"))):
        return None
    return Step("extract-audio", {"format": kind} if kind else {})


def normalize(clause: Clause) -> Understood:
    evened = clause.has(rf"(?:level|even|balance)(?: out)?(?: the)? (?:{SOUND})|lufs|loudness")
    if not (evened or clause.has("normali[sz]e|normali[sz]ed|normali[sz]ation")):
        return None
    loudness = clause.number(r"(-?\d+(?:\.\d+)?)\s*lufs")
    if loudness is not None:
        return Step("normalize-audio", {"loudness": -abs(loudness)})
    target = first(
        clause,
        {
            "tik ?tok": "tiktok",
            "podcast": "podcast",
            "broadcast|tv|television": "broadcast",
            "youtube": "youtube",
        },
    )
    return Step("normalize-audio", {"target": target} if target else {})


def volume(clause: Clause) -> Understood:
    more = clause.has(r"louder|raise|increase|boost|amplify|turn (?:\w+ ){0,2}up|up|higher|double")
    less = clause.has(
        r"quieter|softer|lower|decrease|reduce|turn (?:\w+ ){0,2}down|down|half|less loud|not so loud"
    )
    about = clause.has(r"volume|loud|louder|quieter|softer|gain") or (clause.has(SOUND) and (more or less))
    decibels = clause.number(r"([+-]?\d+(?:\.\d+)?)\s*db\b")
    if not (about or decibels is not None):
        return None
    if decibels is not None:
        return Step("volume", {"gain": -abs(decibels) if less else decibels})
    percent, times = clause.number(PERCENT), clause.number(FACTOR)
    if percent is not None:
        sign = -1 if less else 1
        return Step(
            "volume",
            {
                "factor": round(
                    1 + sign * percent / 100 if clause.has("by") or more or less else percent / 100, 3
                )
            },
        )
    if times is not None or clause.has("twice|double|half"):
        factor = times or 2.0
        return Step("volume", {"factor": round(1 / factor, 3) if less else factor})
    if not (more or less):
        return ask("volume", "how_loud")
    return Step("volume", {"gain": round((6.0 if more else -6.0) * clause.amount, 1)})


def music(clause: Clause) -> Understood:
    if not (
        clause.has("music|song|soundtrack|voice-?over|narration")
        and clause.has("add|put|insert|replace|use|lay|play|mix")
    ):
        return None
    chosen = LIBRARY_ID.search(clause.text)
    if chosen is None:
        return ask("replace-audio", "which_sound")
    mixed = clause.has("background|under|mix|add|quiet(?:ly)?") and not clause.has("replace|instead")
    return Step(
        "replace-audio",
        {"audioId": chosen[0], "mode": "mix" if mixed else "replace", **({"duck": True} if mixed else {})},
    )


def gif(clause: Clause) -> Understood:
    if not clause.has("gif|gifs"):
        return None
    part = span(clause.text, clause.film)
    found: dict[str, Any] = {}
    if part is not None and part.start >= 0:
        found["startTime"] = part.start
        if part.end is not None:
            found["endTime"] = part.end
    return Step("gif", found)


def export(clause: Clause) -> Understood:
    kind, preset, codec = first(clause, FORMATS), first(clause, PRESETS), first(clause, CODECS)
    wanted = clause.has("export|render|save|download|convert|encode|compress|output")
    if not wanted or not (
        kind or preset or codec or clause.has("export|render|compress") or first(clause, RESOLUTIONS)
    ):
        return None
    quality = first(
        clause,
        {
            "(?:high|best|highest)(?: quality)?": "high",
            "medium(?: quality)?": "medium",
            "(?:low|small|smaller|smallest)(?: quality| file)?|compress": "low",
        },
    )
    fields = {
        "format": kind,
        "preset": preset,
        "codec": codec,
        "quality": quality,
        "resolution": first(clause, RESOLUTIONS),
    }
    return Step("export", {name: value for name, value in fields.items() if value})


def join(clause: Clause) -> Understood:
    if not clause.has("join|merge|concatenate|concat|append|combine|stitch"):
        return None
    others = LIBRARY_ID.findall(clause.text)
    if not others:
        return ask("concat", "which_videos")
    kind = first(clause, {"cross-?fade|fade|dissolve": "crossfade", "wipe": "wipe"})
    return Step("concat", {"videoIds": others, **({"transition": kind} if kind else {})})


RULES: tuple[Rule, ...] = (join, gif, mute, extract, normalize, music, export, volume)
