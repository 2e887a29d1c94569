"""What the assistant says, in English and in Vietnamese."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

from collections.abc import Iterable, Mapping, Sequence

from ai.providers.local.assistant.describing import amount, described, moment
from ai.providers.local.assistant.planning import Plan
from ai.providers.local.assistant.times import Film
from ai.providers.local.assistant.transcript import Line
from ai.providers.local.assistant.wishes import Question

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "plan_one": "I would do this: {steps}. Apply it, or tell me what to change.",
        "plan_many": "I would do this, in this order:\n{steps}\nApply it, or tell me what to change.",
        "lost": "I did not understand “{clause}”, so that is not in the plan.",
        "lost_all": "I did not understand “{clause}”.",
        "spared": "I leave “{clause}” out.",
        "dropped": "All right, nothing is planned any more.",
        "looking": "I look for “{topic}” in the film first.",
        "reading": "I read what is said in the film first.",
        "too_long": "That is too long for me. Tell me in a few sentences what should be done.",
        "draft": (
            "I am the local draft assistant: no language model is connected, so I know a fixed set of edits. "
            "You could say: {examples}."
        ),
        "try": "Try for example: {examples}.",
        "hello": "Hello! I am the local draft assistant. I can {skills}.",
        "done": "That is done.",
        "sent": "What I can make out of what you sent: {sent}",
        "noted": "That is planned; it runs when you apply it.",
        "failed": "That did not work: {reason}",
        "cites": "In the film I found:\n{lines}",
        "summary": "The main points, in the film's own words:\n{lines}",
        "facts": "The film is {duration} long{size}.",
        "size": ", {width}×{height} pixels",
        "nothing_said": "I found nothing about that in what is said in the film.",
        "no_lines": "I do not know what is said in this film; it has to be transcribed first.",
        "no_lines_for_part": (
            "To find a part by what is said I need a transcript. Transcribe the film first, "
            "or tell me the times?"
        ),
        "part_not_found": "I did not find “{topic}” at one clear place in the film. From when to when is it?",
        "which_parts": "Which parts do you mean? Give me the times, for example: 0:10 to 0:20.",
        "which_span": "From when to when should the film be kept? For example: from 0:10 to 0:20.",
        "which_end": "From the beginning or from the end?",
        "which_times": "From when to when should it be seen?",
        "keep_or_drop": "Should {start}–{end} be kept, or cut out?",
        "length_unknown": "I do not know how long the film is then. From when to when should it be kept?",
        "end_before_start": "The end must come after the start. From when to when?",
        "beyond_end": "The film is only {duration} long. From when to when do you mean?",
        "nothing_left": "Nothing would be left of the film. Which part should be kept?",
        "all_of_it": "The film is {duration} long, so that would keep all of it. Which part should be kept?",
        "middle": "Pieces cannot be cut out of the middle here. Which part should be kept?",
        "whole_only": (
            "That edit works on the whole film, not on a part of it. Should I do it for the whole film?"
        ),
        "how_fast": "How fast should it be? For example: twice as fast, or 0.5x.",
        "which_angle": "By how many degrees should it be turned? For example: 90 degrees to the right.",
        "which_rectangle": (
            "Which part of the picture should be kept? Give a size such as 640x360, or a "
            "shape such as vertical."
        ),
        "too_large": "The picture has only {width}×{height} pixels. Which part should be kept?",
        "which_aspect": "Which shape do you want: 16:9, 9:16, 1:1 or 4:5?",
        "which_size": "How large should it be? For example: 720p, or 1280x720.",
        "which_filter": "Which look do you want? For example: vintage, black and white, warm, cartoon.",
        "how_much": "More or less, and by how much? For example: 20 % more.",
        "which_text": "What should be written? Put the words in quotation marks.",
        "which_music": "What should the music sound like? For example: calm piano music of 20 seconds.",
        "how_loud": "Louder or quieter, and by how much? For example: 6 dB louder.",
        "which_sound": "Which sound of your library should be used?",
        "which_image": "Which image of your library should be used?",
        "which_videos": "Which videos of your library should be joined to this one?",
        "no_transcript": "Captions need a transcript, and this film has none yet; transcribe it first.",
        "no_sound": "This film has no sound, so there is nothing to change about it.",
        "no_tool": "“{tool}” cannot be used here.",
        "missing": "For “{tool}” I still need: {field}. What should it be?",
        "out_of_range": (
            "That is not possible: {field} can be {limit}, not {value}. Which value should it be?"
        ),
        "refused_delete": (
            "I only edit this film and make new versions of it. I cannot delete videos; you "
            "can do that in your library."
        ),
        "refused_account": "I cannot change your account; that is done in your settings.",
        "refused_money": "I cannot buy or give credits, or change your plan.",
        "refused_publish": (
            "I cannot publish or send anything. I can get the film ready; you share it yourself."
        ),
        "examples": "“trim from 0:10 to 0:20”, “make it vertical”, “add the text "
        '"Hello" at the top”, “speed up 2x”, “remove the silence”',
    },
    "vi": {
        "plan_one": "Mình sẽ làm thế này: {steps}. Bạn bấm áp dụng, hoặc nói cần đổi gì.",
        "plan_many": "Mình sẽ làm lần lượt:\n{steps}\nBạn bấm áp dụng, hoặc nói cần đổi gì.",
        "lost": "Mình chưa hiểu “{clause}” nên phần đó chưa có trong kế hoạch.",
        "lost_all": "Mình chưa hiểu “{clause}”.",
        "spared": "Mình bỏ qua “{clause}”.",
        "dropped": "Được rồi, mình bỏ kế hoạch đó.",
        "looking": "Trước hết mình tìm “{topic}” trong video.",
        "reading": "Trước hết mình đọc lời nói trong video.",
        "too_long": "Dài quá, mình không đọc hết được. Bạn nói ngắn gọn cần làm gì nhé.",
        "draft": (
            "Mình là trợ lý nháp chạy cục bộ: không có mô hình ngôn ngữ, nên chỉ biết một số thao tác. "
            "Bạn thử nói: {examples}."
        ),
        "try": "Ví dụ: {examples}.",
        "hello": "Xin chào! Mình là trợ lý nháp chạy cục bộ. Mình có thể {skills}.",
        "done": "Đã xong.",
        "sent": "Trong thứ bạn gửi, mình nhận ra: {sent}",
        "noted": "Đã có trong kế hoạch; nó chạy khi bạn bấm áp dụng.",
        "failed": "Không thực hiện được: {reason}",
        "cites": "Trong video có:\n{lines}",
        "summary": "Các ý chính, theo lời trong video:\n{lines}",
        "facts": "Video dài {duration}{size}.",
        "size": ", hình {width}×{height} điểm ảnh",
        "nothing_said": "Mình không tìm thấy nội dung đó trong lời nói của video.",
        "no_lines": "Mình chưa biết video nói gì; cần tạo bản ghi lời trước.",
        "no_lines_for_part": (
            "Muốn tìm đoạn theo lời nói thì cần bản ghi lời. Bạn tạo bản ghi lời trước, hay "
            "cho mình thời điểm?"
        ),
        "part_not_found": (
            "Mình không tìm thấy “{topic}” ở một chỗ rõ ràng trong video. Đoạn đó từ lúc nào đến lúc nào?"
        ),
        "which_parts": "Bạn muốn nói những đoạn nào? Cho mình thời điểm, ví dụ: từ 0:10 đến 0:20.",
        "which_span": "Giữ video từ lúc nào đến lúc nào? Ví dụ: từ 0:10 đến 0:20.",
        "which_end": "Cắt ở đầu hay ở cuối video?",
        "which_times": "Hiện chữ từ lúc nào đến lúc nào?",
        "keep_or_drop": "Đoạn {start}–{end} thì giữ lại hay cắt bỏ?",
        "length_unknown": "Lúc đó mình không biết video dài bao lâu. Giữ từ lúc nào đến lúc nào?",
        "end_before_start": "Thời điểm cuối phải sau thời điểm đầu. Từ lúc nào đến lúc nào?",
        "beyond_end": "Video chỉ dài {duration}. Bạn muốn nói từ lúc nào đến lúc nào?",
        "nothing_left": "Sẽ không còn gì của video. Cần giữ phần nào?",
        "all_of_it": "Video dài {duration}, vậy là giữ nguyên tất cả. Cần giữ phần nào?",
        "middle": "Ở đây không cắt bỏ được đoạn ở giữa. Cần giữ phần nào?",
        "whole_only": "Thao tác này chỉ làm cho cả video, không làm riêng một đoạn. Làm cho cả video nhé?",
        "how_fast": "Nhanh chậm bao nhiêu? Ví dụ: nhanh gấp đôi, hoặc 0.5x.",
        "which_angle": "Xoay bao nhiêu độ? Ví dụ: xoay 90 độ sang phải.",
        "which_rectangle": "Giữ phần nào của hình? Ví dụ 640x360, hoặc dọc.",
        "too_large": "Hình chỉ có {width}×{height} điểm ảnh. Cần giữ phần nào?",
        "which_aspect": "Bạn muốn tỉ lệ nào: 16:9, 9:16, 1:1 hay 4:5?",
        "which_size": "Kích thước bao nhiêu? Ví dụ: 720p, hoặc 1280x720.",
        "which_filter": "Bạn muốn bộ lọc nào? Ví dụ: cổ điển, đen trắng, ấm, hoạt hình.",
        "how_much": "Tăng hay giảm, và bao nhiêu? Ví dụ: tăng 20 %.",
        "which_text": "Cần viết chữ gì? Hãy đặt chữ trong dấu ngoặc kép.",
        "which_music": "Nhạc nghe thế nào? Ví dụ: nhạc piano nhẹ nhàng 20 giây.",
        "how_loud": "To hơn hay nhỏ hơn, và bao nhiêu? Ví dụ: to hơn 6 dB.",
        "which_sound": "Dùng âm thanh nào trong thư viện của bạn?",
        "which_image": "Dùng hình ảnh nào trong thư viện của bạn?",
        "which_videos": "Ghép video nào trong thư viện của bạn?",
        "no_transcript": "Phụ đề cần bản ghi lời, và video này chưa có; hãy tạo bản ghi lời trước.",
        "no_sound": "Video này không có tiếng nên không có gì để chỉnh.",
        "no_tool": "Ở đây không dùng được thao tác “{tool}”.",
        "missing": "Với “{tool}” mình còn cần: {field}. Là gì nhỉ?",
        "out_of_range": (
            "Không làm được: {field} chỉ có thể {limit}, không thể là {value}. Bạn chọn giá trị nào?"
        ),
        "refused_delete": (
            "Mình chỉ chỉnh video này và tạo bản mới. Mình không xóa được video; bạn xóa "
            "trong thư viện của mình."
        ),
        "refused_account": "Mình không thay đổi được tài khoản; bạn làm việc đó trong phần cài đặt.",
        "refused_money": "Mình không mua hay tặng tín dụng được, cũng không đổi gói được.",
        "refused_publish": "Mình không đăng hay gửi gì được. Mình chuẩn bị video; bạn tự chia sẻ.",
        "examples": '“cắt từ 0:10 đến 0:20”, “làm video dọc”, “thêm chữ "Xin chào" ở trên”, '
        "“tăng tốc gấp đôi”, “bỏ khoảng lặng”",
    },
}
LIMITS: Mapping[str, str] = {
    "at most": "nhiều nhất là",
    "at least": "ít nhất là",
    "one of": "là một trong",
    "characters": "ký tự",
}
FIELDS: Mapping[str, tuple[str, str]] = {
    "factor": ("the factor", "hệ số"),
    "gain": ("the change in dB", "số dB"),
    "width": ("the width", "chiều rộng"),
    "height": ("the height", "chiều cao"),
    "seconds": ("the length in seconds", "số giây"),
    "minimum": ("the length in seconds", "số giây"),
    "loudness": ("the loudness in LUFS", "độ to (LUFS)"),
    "fadeIn": ("the length in seconds", "số giây"),
    "fadeOut": ("the length in seconds", "số giây"),
    "angle": ("the angle", "góc xoay"),
}


# What the tools are for, in words: each line is said when one of its tools is offered.
SKILLS: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"trim", "remove-parts"}), "cut", "cắt"),
    (frozenset({"speed", "reverse"}), "change the speed", "đổi tốc độ"),
    (frozenset({"crop", "resize", "reframe", "rotate"}), "change shape and size",
     "đổi khung hình và kích thước"),
    (frozenset({"apply-filter", "adjust"}), "change the colours", "đổi màu"),
    (frozenset({"add-text", "burn-captions", "overlay-image"}), "add text, captions and pictures",
     "thêm chữ, phụ đề và hình"),
    (frozenset({"volume", "normalize-audio", "denoise"}), "mend the sound", "chỉnh âm thanh"),
    (frozenset({"cut-words", "remove-silence"}), "cut out fillers and pauses", "bỏ từ đệm và khoảng lặng"),
    (frozenset({"search-moments"}), "find what is said", "tìm chỗ nói về một điều"),
    (frozenset({"summarize", "narrate"}), "summarize and narrate", "tóm tắt và lồng tiếng"),
    (frozenset({"generate-image", "generate-video", "generate-music"}), "make pictures, films and music",
     "tạo hình, video và nhạc"),
    (frozenset({"export", "gif", "extract-audio"}), "save it in another format", "lưu ở định dạng khác"),
)  # fmt: skip


def skills(tools: Iterable[str], language: str) -> str:
    """Say what can be done with some tools."""
    offered = {tool.replace("_", "-") for tool in tools}
    said = [vi if language == "vi" else en for names, en, vi in SKILLS if names & offered]
    if not said:
        return "chỉ trả lời câu hỏi" if language == "vi" else "only answer questions here"
    last = "và" if language == "vi" else "and"
    return f"{', '.join(said[:-1])} {last} {said[-1]}" if len(said) > 1 else said[0]


def say(code: str, language: str, **details: object) -> str:
    """Give a sentence."""
    return SENTENCES[language][code].format(**details)


def planned(plan: Plan) -> str:
    """Say what will be done, what is asked, and what was not understood."""
    if plan.is_dropped:
        return say("dropped", plan.language)
    steps = [described(step, plan.language) for step in plan.steps]
    parts = []
    if len(steps) == 1:
        parts.append(say("plan_one", plan.language, steps=steps[0]))
    elif steps:
        lines = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
        parts.append(say("plan_many", plan.language, steps=lines))
    lost = "lost" if steps else "lost_all"
    if plan.lost:
        parts.append(say(lost, plan.language, clause="”, “".join(plan.lost)))
    parts += [say("spared", plan.language, clause=clause) for clause in plan.spared]
    parts += dict.fromkeys(asked(question, plan.language) for question in plan.questions)
    return "\n".join(parts)


def asked(question: Question, language: str) -> str:
    """Ask for what is missing."""
    is_vi = language == "vi"
    details = {name: _shown(name, value, is_vi=is_vi) for name, value in question.details.items()}
    if question.code == "out_of_range":
        details["field"] = FIELDS.get(str(question.details["field"]), (str(details["field"]),) * 2)[is_vi]
    return say(question.code, language, tool=question.tool.replace("-", " ").replace("_", " "), **details)


def _shown(name: str, value: object, *, is_vi: bool) -> str:
    if name in {"start", "end", "duration"} and isinstance(value, int | float):
        return moment(value)
    if name == "limit" and is_vi:
        written = str(value)
        for english, vietnamese in LIMITS.items():
            written = written.replace(english, vietnamese)
        return written
    return amount(value) if isinstance(value, float) else str(value)


def puzzled(language: str) -> str:
    """Say plainly that this was not understood."""
    return say("draft", language, examples=say("examples", language))


def facts(film: Film, language: str) -> str:
    """Say how long and how large the film is."""
    if film.duration is None:
        return ""
    size = say("size", language, width=film.width, height=film.height) if film.width and film.height else ""
    return say("facts", language, duration=moment(film.duration), size=size)


def cited(code: str, lines: Sequence[Line], language: str) -> str:
    """Give lines of the film, each with its moment."""
    return say(code, language, lines="\n".join(f"- {line.cited()}" for line in lines))
