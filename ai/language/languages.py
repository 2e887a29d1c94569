"""Tells in which language a text is, by its script and its most frequent little words."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
import unicodedata
from collections import Counter

# The words that carry grammar: they tell the language, and they say nothing about the subject.
LITTLE_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "a about above after again all also am an and any are aren't as at "
        "be because been before being "
        "below between both but by can can't could did do does doesn't doing "
        "don't down during each few for from "
        "further get go going got had has have having he her here hers him his "
        "how i i'm if in into is isn't it "
        "it's its itself just let let's like may me might more most much must my "
        "no nor not now of off oh ok okay "
        "on once one only or other our out over own please really right said same say says see she should so "
        "some such than that that's the their them then there these they they're thing things this those "
        "through to too under until up upon us use used using very was wasn't "
        "way we we're well were what when "
        "where which while who whom why will with would yeah yes you you're your yours",
        "vi": "và của là có được các những một này đó cho với không để khi đã sẽ "
        "đang trong ngoài trên dưới từ "
        "đến tôi bạn anh chị em chúng ta họ nó thì mà cũng rất nhiều ít ở ra vào lên xuống như nếu vì nên "
        "người cái con chiếc hãy xin ạ nhé à thế nào gì sao ai đâu bao giờ lại còn rồi chỉ hơn nhất",
        "de": "der die das und ist nicht ein eine einen einem einer zu den dem des "
        "mit sich auf für von im es ich "
        "du er sie wir ihr auch als an nach wie aus bei oder aber wenn nur war "
        "hat haben wird werden sind noch "
        "so um am über dass kann mehr was durch bis man hier schon sehr",
        "fr": "le la les un une des de du et est en que qui dans pour pas ne sur "
        "se ce il elle nous vous ils je "
        "tu avec au aux par plus son sa ses sont mais ou où leur être avoir cette comme fait tout très on",
        "es": "el la los las un una de del y es en que por para con no se su al lo "
        "como más pero sus le ya o este "
        "sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos yo tú",
        "pt": "o a os as um uma de do da dos das e é em que por para com não se "
        "seu sua ao como mais mas ou este "
        "isso porque esta entre quando muito sem sobre também me até há onde "
        "quem você nós eu ele ela são no na",
        "it": "il lo la i gli le un una di del della e è in che per con non si su "
        "come più ma o questo perché "
        "questa tra quando molto senza anche mi fino dove chi da al alla sono ha nel nella io tu noi voi",
        "nl": "de het een en is niet van in op te dat die met voor zijn er aan ook "
        "als om bij maar of uit naar "
        "dan wel nog door over ze ik je hij wij jullie heeft hebben wordt worden deze dit was meer heel",
        "id": "yang dan di ke dari ini itu untuk dengan tidak ada pada adalah saya "
        "kamu kami kita mereka akan "
        "sudah bisa juga atau karena jika seperti oleh dalam lebih sangat hanya",
        "pl": "i w z na do nie się to że jest o jak ale po co za od czy tak już "
        "dla przez przy być był była są "
        "tylko może ten ta te który która które",
        "tr": "ve bir bu da de için ile çok ne o ama gibi daha var yok mi mı ben sen biz siz onlar olarak "
        "olan kadar sonra değil her",
        "sv": "och att det i en som på är av för med den till inte har de om ett "
        "han hon vi ni jag du var men "
        "så från eller när ska kan också",
    }.items()
}
SCRIPTS = (
    ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("HANGUL", "ko"), ("CJK", "zh"), ("CYRILLIC", "ru"),
    ("ARABIC", "ar"), ("HEBREW", "he"), ("THAI", "th"), ("DEVANAGARI", "hi"), ("GREEK", "el"),
)  # fmt: skip
UKRAINIAN = frozenset("іїєґ")
PERSIAN = frozenset("پچژگ")
# Letters that no other language of the list uses so.
VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
MOST_LETTERS = 20_000
LEAST_SHARE = 0.08  # of the words, that must be little words of the language


def language_of(text: str) -> str:
    """Give the language's code ("en", "vi", "ja", ...), or "" when it cannot be told."""
    text = unicodedata.normalize("NFC", text[:MOST_LETTERS].lower().replace("’", "'"))
    words = WORD.findall(text)
    if not words:
        return ""
    other = _by_script(text)
    if other:
        return other
    scores = {
        code: sum(word in little for word in words) / len(words) for code, little in LITTLE_WORDS.items()
    }
    scores["vi"] += sum(VIETNAMESE.search(word) is not None for word in words) / len(words)
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= LEAST_SHARE else ""


def _by_script(text: str) -> str:
    letters = [letter for letter in text if letter.isalpha()]
    names = Counter(unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in letters)
    for script, code in SCRIPTS:
        # A little kana is enough for Japanese; its other letters are Chinese ones.
        if names[script] > len(letters) * (0.05 if code == "ja" else 0.3):
            if code == "ru" and UKRAINIAN & set(letters):
                return "uk"
            return "fa" if code == "ar" and PERSIAN & set(letters) else code
    return ""


def content_words(text: str, *, language: str = "en") -> list[str]:
    """Give the words that say something about the subject, in lower case."""
    little = LITTLE_WORDS.get(language, frozenset()) | LITTLE_WORDS["en"]
    found = WORD.findall(text.lower().replace("’", "'"))
    return [word for word in found if word not in little and (len(word) > 2 or not word.isascii())]
