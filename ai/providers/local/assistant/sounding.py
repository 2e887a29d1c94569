"""Wishes about sound, and about the file that comes out."""

import re

from ai.providers.local.assistant.masking import NotFound
from ai.providers.local.assistant.timing import DROP, FACTOR, PERCENT
from ai.providers.local.assistant.wishes import Clause, Rule, Step, Understood, ask, first, not_found

SOUND = r"audio|sounds?|volume|voices?|speech|audio track|sound ?track|speaker"
WHOLE_SOUND = r"(?:the |all |all the )*(?:audio|sounds?|volume|audio track|sound ?track)"
LIBRARY_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
PRESETS = {
    "tik ?tok": "tiktok",
    "(?:youtube )?shorts?": "shorts",
    "youtube": "youtube",
    "instagram|insta|ig|reels?": "instagram",
    "twitter": "x",
    "the web|website|web": "web",
}
FORMATS = {
    "mp4": "mp4",
    "webm": "webm",
    "mov|quicktime": "mov",
    "mkv|matroska": "mkv",
}
SOUND_FORMATS = {"mp3": "mp3", "wav|wave": "wav", "m4a|aac": "m4a"}
CODECS = {r"h\.?265|hevc": "h265", r"h\.?264|avc": "h264", "vp9": "vp9", "av1": "av1", "prores": "prores"}
RESOLUTIONS = {
    "4k|2160p?|uhd|ultra hd": "2160p",
    "1440p?|2k": "1440p",
    "1080p?|full ?hd|fhd": "1080p",
    "720p?|hd": "720p",
    "480p?": "480p",
}
QUALITIES = {
    "(?:in |at |with )?(?:the )?(?:very )?(?:high|best|highest|top|max(?:imum)?)(?: quality)?": "high",
    "(?:in |at |with )?(?:the )?medium(?: quality)?": "medium",
    (
        "(?:in |at |with )?(?:the |a )?(?:low|small|smaller|smallest|tiny)(?: quality| "
        "file| file size)?|compress(?:ed)?"
    ): "low",
}


def mute(clause: Clause) -> Understood:
    silent = clause.has(
        rf"mute|muted|muting|silence (?:it|this|the (?:{SOUND}|video|film|clip))|make it silent|silent|"
        rf"(?:no|without)(?: any)?(?: the)? (?:{SOUND})|take the (?:{SOUND}) (?:off|out|away)"
    )
    removed = clause.has(
        rf"{DROP}|turn(?: \w+){{0,3}} off|switch(?: \w+){{0,3}} off|off|zero|silence"
    ) and clause.has(WHOLE_SOUND)
    if not silent and not removed:
        return None
    clause.has(
        rf"{SOUND}|completely|totally|audio track|track|original|any|put|set|to zero|altogether|from|off"
    )
    return Step("volume", {"factor": 0})


def extract(clause: Clause) -> Understood:
    kind = first(clause, SOUND_FORMATS)
    wanted = clause.has(
        "extract|save|get|pull(?: out)?|rip|only|just|export|separate|download|want|give|"
        "grab|take|need|strip out"
    ) and clause.has("audio|sound|soundtrack|sound ?track")
    if not (
        wanted or (kind and clause.has("convert|export|save|as|to|make|extract|download|turn|want|give"))
    ):
        return None
    clause.has(
        "as|to|into|in|file|track|format|only|just|out|from|of|save|make|turn|convert|separately|audio|sound"
    )
    return Step("extract-audio", {"format": kind} if kind else {})


def normalize(clause: Clause) -> Understood:
    evened = clause.has(
        rf"(?:level|even|balance)(?: out)?(?: the)? (?:{SOUND}|loudness|levels?)|lufs|loudness|even volume"
    )
    if not (evened or clause.has("normali[sz]e|normali[sz]ed|normali[sz]ation|normali[sz]ing")):
        return None
    clause.has(rf"set|bring|level|at|the|{SOUND}|levels?|loudness|standards?|of|out|even|to|for|about|around")
    loudness = clause.number(r"(-?\d+(?:\.\d+)?)\s*lufs\b")
    if loudness is not None:
        return Step("normalize-audio", {"loudness": -abs(loudness)})
    target = first(
        clause,
        {
            "tik ?tok": "tiktok",
            "(?:a )?podcasts?": "podcast",
            "broadcast|tv|television": "broadcast",
            "youtube": "youtube",
        },
    )
    return Step("normalize-audio", {"target": target} if target else {})


MORE = (
    r"louder|loud|raise|increase|boost|amplify|turn(?: \w+){0,3} up|higher|double|more|"
    r"crank(?: \w+){0,3} up|up|"
    r"pump(?: \w+){0,3} up|(?:too|so|really|very|way too|a bit|a bit too|hardly|"
    r"barely) (?:quiet|soft|low|faint|audible)|gain|enlarge"
)
LESS = (
    r"quieter|quiet|softer|soft|lower|decrease|reduce|turn(?: \w+){0,3} down|down|half|less loud|drop|cut|"
    r"less|(?:too|so|really|way too|a bit too) loud"
)
COMPLAINT = r"(?:too|so|really|very|way too|a bit|a bit too|hardly|barely) (?:quiet|soft|low|faint|audible)"


def volume(clause: Clause) -> Understood:
    is_complaint = clause.has(COMPLAINT) or clause.has("(?:too|so|way too|a bit too) loud")
    more = clause.has(MORE)
    less = clause.has(LESS) and not clause.has(COMPLAINT)
    if is_complaint:
        more = clause.has(COMPLAINT)
        less = not more
    about = clause.has(
        rf"(?:the |her |his |my )*(?:{SOUND}|levels?|noise level)|loud|louder|quieter|softer|gain|loudness"
    )
    decibels = clause.number(r"([+-]?\d+(?:\.\d+)?)\s*(?:db|decibels?)\b")
    turned = clause.has("turn (?:it |this )?(?:up|down)")
    if not (about or decibels is not None or turned):
        return None
    clause.has(
        "add|apply|set|put|bring|change|adjust|at|by|of|to|her|his|the|its|is|as|much|"
        "original|get|level|twice"
    )
    if decibels is not None:
        return Step("volume", {"gain": -abs(decibels) if less else decibels})
    return _scaled(clause, more=more, less=less)


def _scaled(clause: Clause, *, more: bool, less: bool) -> Understood:
    percent, times = clause.number(PERCENT), clause.number(FACTOR)
    if percent is not None:
        is_share = clause.has("to|at|of|set|down to|up to") and not clause.has("by")
        if is_share or not (more or less):
            return Step("volume", {"factor": round(percent / 100, 3)})
        return Step("volume", {"factor": round(max(1 + (-1 if less else 1) * percent / 100, 0), 3)})
    if times is not None or clause.has("twice|double|half|triple"):
        factor = times or (3.0 if clause.has("triple") else 2.0)
        is_less = less or clause.has("half")
        return Step("volume", {"factor": round(1 / factor, 3) if is_less else factor})
    if more == less:
        return ask("volume", "how_loud") if clause.has("volume|loudness|gain") else None
    return Step("volume", {"gain": round((6.0 if more else -6.0) * clause.amount, 1)})


def music(clause: Clause) -> Understood:
    if not (
        clause.has(
            "(?:background |some |nice |my )*(?:music|songs?|sound ?track|audio track|tune)|voice-?over"
        )
        and clause.has("add|put|insert|replace|use|lay|play|mix|with")
    ):
        return None
    chosen = clause.search(LIBRARY_ID)
    if chosen is None:
        return ask("replace-audio", "which_sound")
    replaced = clause.has("replace|instead|swap")
    mixed = clause.has("background|under|underneath|mix|add|quiet(?:ly)?") and not replaced
    clause.has("audio|sound|original|the|with|by|from|library|as|of|in")
    return Step(
        "replace-audio",
        {"audioId": chosen[0], "mode": "mix" if mixed else "replace", **({"duck": True} if mixed else {})},
    )


def gif(clause: Clause) -> Understood:
    if not clause.has("(?:animated )?gifs?"):
        return None
    clause.has("make|create|turn|convert|export|into|to|as|from|of|cut|animated|out|generate|save")
    try:
        parts = clause.stretches()
    except NotFound as missing:
        return not_found("gif", missing)
    if len(parts) > 1 or any(part.start < 0 or part.end is None for part in parts):
        return ask("gif", "which_span")
    if not parts:
        return Step("gif", {})
    end, duration = parts[0].end or 0.0, clause.film.duration
    if duration is not None and end > duration + 0.05:
        return ask("gif", "beyond_end", duration=duration)
    return Step("gif", {"startTime": parts[0].start, "endTime": end})


def export(clause: Clause) -> Understood:
    kind, preset, codec = first(clause, FORMATS), first(clause, PRESETS), first(clause, CODECS)
    resolution = first(clause, RESOLUTIONS)
    wanted = clause.has(
        "export|render|save|download|convert|encode|compress|output|exported|turn|give|make|send|need"
    )
    if not wanted or not (kind or codec or clause.has("export|render|compress|exported|encode|download")):
        return None
    clause.has(
        "as|to|into|in|format|file|for|with|quality|resolution|codec|video|at|using|"
        "version|copy|preset|ready|final"
    )
    quality = first(clause, QUALITIES)
    fields = {"format": kind, "preset": preset, "codec": codec, "quality": quality, "resolution": resolution}
    return Step("export", {name: value for name, value in fields.items() if value})


def join(clause: Clause) -> Understood:
    if not clause.has("join|merge|concatenate|concat|append|combine|stitch|glue"):
        return None
    others = LIBRARY_ID.findall(clause.text)
    if not others:
        clause.has("with|another|other|videos?|clips?|together|one|second|two|to|at|end")
        return ask("concat", "which_videos")
    clause.has(LIBRARY_ID.pattern)
    kind = first(clause, {"cross-?fade|fade|dissolve": "crossfade", "wipe": "wipe"})
    clause.has("with|and|to|at|end|after|together|using|transition|video")
    return Step("concat", {"videoIds": others, **({"transition": kind} if kind else {})})


RULES: tuple[Rule, ...] = (join, gif, mute, extract, normalize, music, export, volume)
