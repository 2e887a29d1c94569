"""What a Vietnamese prompt shows, in the English words that the reader of prompts knows."""

import re

# The longer words first where one holds another.
WORDS = {
    "phố cổ|hội an|nhà cổ|làng cổ": "old town",
    "đèn lồng|hoa đăng": "lanterns",
    "hải đăng": "lighthouse",
    "san hô|đáy biển|dưới nước": "underwater coral",
    "bãi biển": "beach", "biển|đại dương|vịnh": "sea", "đảo": "island", "sóng": "waves", "thuyền": "boat",
    "tàu": "ship",
    "hồ nước|mặt hồ|hồ gươm|hồ tây": "lake", "sông|suối": "river",
    "thành phố|hà nội|sài gòn|đô thị": "city", "đường phố|con phố": "street", "xe": "cars",
    "sa mạc": "desert", "sao hỏa|sao hoả": "on mars",
    "vũ trụ|thiên hà|ngân hà|hành tinh": "space", "tên lửa|phi thuyền": "rocket", "phi hành gia": "astronaut",
    "ruộng bậc thang|cánh đồng|đồng quê|làng quê|miền quê|nông trại|lúa": "fields farm",
    "rừng": "forest", "cây": "trees", "hoa": "flowers", "núi|đèo": "mountains", "đồi": "hills",
    "tuyết": "snow", "mùa đông": "winter", "mùa xuân": "spring flowers", "mùa thu": "autumn",
    "mùa hè": "summer",
    "cà phê": "cup of coffee", "sách": "book", "căn phòng|trong nhà": "room", "ngôi nhà": "house",
    "mây": "clouds", "bầu trời": "sky", "chim": "birds", "cá": "fish", "khinh khí cầu": "balloons",
    "máy bay": "plane", "người máy|rô bốt|robot": "robot", "pháo hoa": "fireworks", "đom đóm": "fireflies",
    "cực quang": "northern lights", "sao băng": "shooting stars",
    "em bé|cô bé|cậu bé|đứa trẻ|trẻ em": "child", "cô gái|phụ nữ|bà": "woman", "người": "people",
    "bình minh|sáng sớm|buổi sáng|ban mai": "dawn", "hoàng hôn|chiều tà|buổi chiều": "sunset",
    "chạng vạng": "dusk", "ban đêm|đêm|trăng|buổi tối": "night", "sao trời|vì sao": "stars",
    "bão|giông|sấm": "storm", "mưa": "rain", "sương mù|sương": "fog", "nhiều mây|u ám": "overcast",
}  # fmt: skip
MARKED = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")


def in_english(text: str) -> str:
    """Give the English words for what is named in a Vietnamese text, in its order; "" for other texts."""
    lowered = text.lower()
    if not MARKED.search(lowered):
        return ""
    found: list[tuple[int, str]] = []
    for words, english in WORDS.items():
        found += [(match.start(), english) for match in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", lowered)]
        lowered = re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda match: " " * len(match.group()), lowered)
    return ", ".join(english for _, english in sorted(found))
