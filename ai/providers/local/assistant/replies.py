"""What the assistant says, in English and in Vietnamese."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

from collections.abc import Sequence

from ai.providers.local.assistant.planning import Plan, described
from ai.providers.local.assistant.transcript import Line, clock
from ai.providers.local.assistant.wishes import Question

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "plan_one": "I can do that: {steps}. Apply it, or tell me what to change.",
        "plan_many": "Here is the plan:\n{steps}\nApply it, or tell me what to change.",
        "lost": "I did not understand “{clause}”.",
        "draft": "I am the local draft assistant: no language model is connected, so "
        "I know a fixed set of edits.",
        "try": "Try for example: {examples}.",
        "hello": "Hello! I am the local draft assistant and know these edits: {tools}.",
        "done": "That is done.",
        "failed": "That did not work: {reason}",
        "cites": "In the film I found:\n{lines}",
        "summary": "The main points, in the film's own words:\n{lines}",
        "nothing_said": "I found nothing about that in what is said in the film.",
        "no_lines": "I do not know what is said in this film; it has to be transcribed first.",
        "which_span": "From when to when should the film be kept? For example: from 0:10 to 0:20.",
        "length_unknown": "I do not know how long the film is. From when to when should it be kept?",
        "end_before_start": "The end must come after the start. From when to when?",
        "nothing_left": "Nothing would be left of the film. Which part should be kept?",
        "middle": "I can drop the beginning or the end of a film, not {start}–{end} "
        "out of its middle in one step. "
        "Which part should be kept?",
        "how_fast": "How fast should it be? For example: twice as fast, or 0.5x.",
        "which_angle": "By how many degrees should it be turned? For example: 90 degrees to the right.",
        "which_rectangle": "Which part should be kept? Give a size such as 640x360, or a shape "
        "such as vertical.",
        "which_aspect": "Which shape do you want: 16:9, 9:16, 1:1 or 4:5?",
        "which_size": "How large should it be? For example: 720p, or 1280x720.",
        "which_filter": "Which look do you want? For example: vintage, black and white, warm, cartoon.",
        "which_text": "What should be written? Put the words in quotation marks.",
        "how_loud": "Louder or quieter, and by how much? For example: 6 dB louder.",
        "which_sound": "Which sound of your library should be used?",
        "which_image": "Which image of your library should be used?",
        "which_videos": "Which videos of your library should be joined to this one?",
        "no_transcript": "Captions need a transcript, and this film has none yet; transcribe it first.",
        "no_tool": "The edit “{tool}” cannot be used here.",
        "missing": "For “{tool}” I still need: {field}.",
        "out_of_range": "For “{tool}”, {field} must be {limit}; {value} is not possible. "
        "Which value should it be?",
        "examples": "“trim from 0:10 to 0:20”, “make it vertical”, “add the text "
        '"Hello" at the top”, “speed up 2x”, “remove the silence”',
    },
    "vi": {
        "plan_one": "Tôi làm được: {steps}. Hãy áp dụng, hoặc cho tôi biết cần đổi gì.",
        "plan_many": "Kế hoạch như sau:\n{steps}\nHãy áp dụng, hoặc cho tôi biết cần đổi gì.",
        "lost": "Tôi chưa hiểu “{clause}”.",
        "draft": "Tôi là trợ lý nháp chạy cục bộ: không có mô hình ngôn ngữ, nên tôi "
        "chỉ biết một số thao tác.",
        "try": "Ví dụ: {examples}.",
        "hello": "Xin chào! Tôi là trợ lý nháp chạy cục bộ và biết các thao tác: {tools}.",
        "done": "Đã xong.",
        "failed": "Không thực hiện được: {reason}",
        "cites": "Trong video có:\n{lines}",
        "summary": "Các ý chính, theo lời trong video:\n{lines}",
        "nothing_said": "Tôi không tìm thấy nội dung đó trong lời nói của video.",
        "no_lines": "Tôi chưa biết video nói gì; cần tạo bản ghi lời trước.",
        "which_span": "Giữ video từ lúc nào đến lúc nào? Ví dụ: từ 0:10 đến 0:20.",
        "length_unknown": "Tôi không biết video dài bao lâu. Giữ từ lúc nào đến lúc nào?",
        "end_before_start": "Thời điểm cuối phải sau thời điểm đầu. Từ lúc nào đến lúc nào?",
        "nothing_left": "Sẽ không còn gì của video. Cần giữ phần nào?",
        "middle": "Tôi có thể bỏ phần đầu hoặc phần cuối, nhưng không bỏ được đoạn "
        "{start}–{end} ở giữa trong một bước. "
        "Cần giữ phần nào?",
        "how_fast": "Nhanh chậm bao nhiêu? Ví dụ: nhanh gấp đôi, hoặc 0.5x.",
        "which_angle": "Xoay bao nhiêu độ? Ví dụ: xoay 90 độ sang phải.",
        "which_rectangle": "Giữ phần nào của hình? Ví dụ 640x360, hoặc dọc.",
        "which_aspect": "Bạn muốn tỉ lệ nào: 16:9, 9:16, 1:1 hay 4:5?",
        "which_size": "Kích thước bao nhiêu? Ví dụ: 720p, hoặc 1280x720.",
        "which_filter": "Bạn muốn bộ lọc nào? Ví dụ: cổ điển, đen trắng, ấm, hoạt hình.",
        "which_text": "Cần viết chữ gì? Hãy đặt chữ trong dấu ngoặc kép.",
        "how_loud": "To hơn hay nhỏ hơn, và bao nhiêu? Ví dụ: to hơn 6 dB.",
        "which_sound": "Dùng âm thanh nào trong thư viện của bạn?",
        "which_image": "Dùng hình ảnh nào trong thư viện của bạn?",
        "which_videos": "Ghép video nào trong thư viện của bạn?",
        "no_transcript": "Phụ đề cần bản ghi lời, và video này chưa có; hãy tạo bản ghi lời trước.",
        "no_tool": "Ở đây không dùng được thao tác “{tool}”.",
        "missing": "Với “{tool}” tôi còn cần: {field}.",
        "out_of_range": "Với “{tool}”, {field} phải là {limit}; {value} thì không được. Chọn giá trị nào?",
        "examples": '“cắt từ 0:10 đến 0:20”, “làm video dọc”, “thêm chữ "Xin chào" ở trên”, '
        "“tăng tốc gấp đôi”, “bỏ khoảng lặng”",
    },
}


def say(code: str, language: str, **details: object) -> str:
    """Give a sentence."""
    return SENTENCES[language][code].format(**details)


def planned(plan: Plan) -> str:
    """Say what will be done, what is asked, and what was not understood."""
    parts = []
    if len(plan.steps) == 1:
        parts.append(say("plan_one", plan.language, steps=described(plan.steps[0])))
    elif plan.steps:
        steps = "\n".join(f"{number}. {described(step)}" for number, step in enumerate(plan.steps, start=1))
        parts.append(say("plan_many", plan.language, steps=steps))
    parts += [say("lost", plan.language, clause=clause) for clause in plan.lost]
    parts += [asked(question, plan.language) for question in plan.questions]
    return "\n".join(parts)


def asked(question: Question, language: str) -> str:
    """Ask for what is missing."""
    details = dict(question.details)
    for name in ("start", "end"):
        if isinstance(details.get(name), float):
            details[name] = clock(details[name])
    return say(question.code, language, tool=question.tool.replace("-", " "), **details)


def puzzled(language: str) -> str:
    """Say plainly that this was not understood."""
    examples = say("try", language, examples=say("examples", language))
    return f"{say('draft', language)} {examples}"


def cited(code: str, lines: Sequence[Line], language: str) -> str:
    """Give lines of the film, each with its moment."""
    return say(code, language, lines="\n".join(f"- {line.cited()}" for line in lines))
