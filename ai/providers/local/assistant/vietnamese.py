"""Puts Vietnamese wishes into the English words that the grammar knows, phrase by phrase."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

# English = what it is called. Written with all marks; people also type without them.
WRITTEN = """
black and white = đen trắng | trắng đen
double = gấp đôi | gấp hai
3x = gấp ba
4x = gấp bốn
half = một nửa | nửa
half speed = nửa tốc độ
silence = khoảng lặng | đoạn im lặng | chỗ im lặng | im lặng
remove = cắt bỏ | loại bỏ | xóa bỏ | xoá bỏ | xóa | xoá | bỏ | bỏ đi | cắt đi
remove = bỏ bớt | cắt bớt | gỡ | khử
keep = cắt lấy | giữ lại | chỉ lấy | chỉ giữ | lấy đoạn | giữ
crop = cắt khung
shorten = cắt ngắn | rút ngắn
increase volume = tăng âm lượng | vặn to
decrease volume = giảm âm lượng | vặn nhỏ
louder = to hơn | lớn hơn | to lên | lớn lên
quieter = nhỏ tiếng | nhỏ hơn | nhỏ lại | bé lại
normalize audio = cân bằng âm thanh | chuẩn hóa âm thanh | chuẩn hoá âm thanh
mute = tắt tiếng | tắt âm thanh | tắt hết tiếng | tắt tiếng đi | bỏ tiếng
mute = bỏ âm thanh | xóa tiếng | xoá tiếng | không tiếng
extract audio = tách âm thanh | trích xuất âm thanh | lấy âm thanh
denoise = giảm nhiễu | khử nhiễu
denoise sound = khử ồn | lọc ồn
speed up = tăng tốc độ | tăng tốc | tua nhanh | chạy nhanh
faster = nhanh hơn | nhanh lên | nhanh | gấp
slow down = giảm tốc độ | làm chậm | chậm lại | tua chậm | chạy chậm
slow motion = quay chậm
slower = chậm hơn | chậm
reverse = phát ngược | đảo ngược | tua ngược
vertical = màn hình dọc | khung dọc | dọc
vertical video = video dọc
square = hình vuông | vuông
landscape = ngang
flip = lật
mirror = soi gương | phản chiếu
rotate = xoay | quay
right = sang phải | bên phải | phải | phía bên phải
left = sang trái | bên trái | trái | phía bên trái
captions = phụ đề
title = tiêu đề
text = dòng chữ | chữ | văn bản
top left = góc trên bên trái | góc trái trên | góc trên trái
top right = góc trên bên phải | góc phải trên | góc trên phải
bottom left = góc dưới bên trái | góc trái dưới | góc dưới trái
bottom right = góc dưới bên phải | góc phải dưới | góc dưới phải
top = ở trên | phía trên
bottom = ở dưới | phía dưới | dưới
center = ở giữa | ở giữa màn hình | giữa màn hình | chính giữa
fade in = mờ dần vào | hiện dần
fade out = mờ dần ra | tối dần
fade = làm mờ dần | mờ dần
blur = làm mờ
sharpen = làm nét | sắc nét
brighter = sáng hơn | làm sáng | tăng độ sáng | sáng lên | sáng
darker = tối hơn | làm tối | giảm độ sáng | tối đi
increase contrast = tăng tương phản
contrast = độ tương phản | tương phản
saturation = độ bão hòa
more saturation = rực rỡ hơn | rực rỡ | tươi hơn | đậm hơn
vintage = cổ điển | hoài cổ
cartoon = hoạt hình
warmer = ấm hơn
warm = tông ấm
cooler = lạnh hơn
cool = tông lạnh
filter = bộ lọc
stabilize = ổn định | chống rung | bớt rung
background music = nhạc nền
music = âm nhạc | nhạc
volume = âm lượng
audio = âm thanh
image = hình ảnh
export = xuất ra | xuất | lưu thành
convert to = chuyển thành | chuyển sang | đổi thành | đổi sang | chỉnh thành
make = tạo | làm | biến | cho
first = đoạn đầu | đầu tiên
last = đoạn cuối | cuối cùng
seconds first = giây đầu
seconds last = giây cuối
minutes first = phút đầu
minutes last = phút cuối
from start = từ đầu
to the end = đến hết | đến cuối
second = giây thứ
minute = phút thứ
seconds = giây
minutes = phút
before = trước
, then = sau đó | rồi | tiếp theo
after = sau
from = từ
to = đến | tới | cho đến | còn | thành | sang
and = và | với lại
cut = cắt
add = thêm | chèn | gắn | chèn thêm
write = viết | ghi
join = ghép | nối
a little = một chút | hơi | chút xíu | một tí | tí | chút | xíu
very = rất | thật
degrees = độ
times = lần
color = màu
red = đỏ | màu đỏ
yellow = vàng | màu vàng
white = trắng | màu trắng
black = đen | màu đen
summarize = tóm tắt
hello = xin chào | chào bạn
help = giúp
1.5x = gấp rưỡi
and a half = rưỡi
quarter speed = một phần tư tốc độ
quarter = một phần tư
third = một phần ba
speed = tốc độ | tốc độ phát
play = tua | chạy
effect = hiệu ứng
the start = đầu
the end = cuối
format = định dạng
video = nội dung | clip
no = không | không phải | à không | nhầm
all = cả | tất cả | toàn bộ
here = lúc này | chỗ này | hiện tại
leave = giữ nguyên
extract = lấy
remove everything = bỏ hết | cắt hết | xóa hết | xoá hết
remove all = xóa tất cả | xoá tất cả
everything = mọi thứ
the rest = phần còn lại | còn lại
the part from = đoạn từ
start = bắt đầu
end = kết thúc
stop = dừng
onwards = trở đi | về sau
longer than = dài hơn | lâu hơn
over = trên
shorten to = ngắn lại còn | cắt còn
down to = xuống còn
too quiet = nhỏ quá
too loud = to quá
too dark = tối quá | quá tối
a bit dark = hơi tối
too bright = sáng quá
background noise = tạp âm | tiếng ồn | tiếng ồn nền
filter out = lọc
noise = nhiễu
voice = giọng nói | giọng
sound = tiếng
audio file = file nhạc
file = tập tin | tệp
resolution = độ phân giải
high quality = chất lượng cao
low quality = chất lượng thấp
quality = chất lượng
size = kích thước | kích cỡ
frame = khung hình | khung
ratio = tỉ lệ | tỷ lệ
change = đổi
adjust = chỉnh
brightness = độ sáng
increase = tăng thêm | tăng
decrease = giảm
more = hơn
stronger = mạnh hơn
less strong = nhẹ hơn
slightly = nhẹ
shaky = bị rung | rung lắc | rung
horizontally = theo chiều ngang | chiều ngang
vertically = theo chiều dọc
counterclockwise = ngược chiều kim đồng hồ
clockwise = theo chiều kim đồng hồ | cùng chiều kim đồng hồ | chiều kim đồng hồ
upside down = lộn ngược
rotate right = quay phải
rotate left = quay trái
middle = giữa
screen = màn hình
corner = góc
at the end = ở cuối | cuối video
at the start = ở đầu | đầu video
for = trong
at = vào lúc | lúc | ở | tại
big = to
green = màu xanh lá | xanh lá
blue = màu xanh dương | xanh dương | xanh
orange = màu cam
pink = màu hồng
purple = màu tím
colors = màu sắc
put = đặt | để
show = hiện | hiển thị
line = dòng
gif = ảnh động
letters = chữ cái
filler words = từ đệm | từ thừa | ậm ừ | tiếng ừ à | tiếng à ừ | ừ à | à ừ | ừm
transcribe = chép lời | chuyển giọng nói thành văn bản | ghi lại lời nói | chép lại lời nói | chép lời nói
make a video of = tạo video về | làm video về | tạo phim về | làm phim về | tạo một video về
make a picture of = tạo ảnh về | vẽ ảnh về | tạo một ảnh về | vẽ tranh về
transcript = bản ghi lời | bản chép lời
narrate = thuyết minh | lồng tiếng
read = đọc
summary = bản tóm tắt
in english = bằng tiếng anh | tiếng anh
in vietnamese = tiếng việt
in french = tiếng pháp
in german = tiếng đức
in japanese = tiếng nhật
account = tài khoản
publish to = đăng lên
publish = đăng
share = chia sẻ
send it = gửi
buy = mua
credits = tín dụng
don't = đừng | không cần
forget it = quên đi
cancel = hủy | huỷ
instead = thay vào đó
only = mà thôi | thôi | chỉ
also = cũng | nữa
a lot = nhiều
too = quá
now = lại
up = lên
down = xuống
out = ra
in = vào
part = đoạn | phần | khúc
scene = cảnh
film = phim
picture = hình
it = cái | nó
this = này
that = đó
my = của tôi | của mình | của em
of = của
please = giúp tôi | giúp mình | giúp em | giùm | dùm | hộ | xin | vui lòng | làm ơn
please = hãy | nhé | nha | nhá | ạ | đi | với | được không
me = mình
i = tôi | em
you = bạn | anh
hey = ơi
want = muốn
need = cần
can you = có thể
by = theo
about = khoảng
the = mấy | những | các | thì
is = bị | là
"""
PHRASES: tuple[tuple[str, str], ...] = tuple(
    (phrase, english)
    for line in WRITTEN.strip().splitlines()
    for english, _, phrases in [line.partition(" = ")]
    for phrase in phrases.split(" | ")
)
# Where Vietnamese puts the words the other way round: "10 giây đầu" are the first ten seconds.
AMOUNT = r"(\d+(?:[.,]\d+)?)"
TURNED: tuple[tuple[str, str], ...] = (
    (r"(\d),(\d)", r"\1.\2"),
    (rf"{AMOUNT} (giây|giay|phút|phut) (?:đầu tiên|đầu|dau tien|dau)(?! video)\b", r"first \1 \2"),
    (
        rf"{AMOUNT} (giây|giay|phút|phut) (?:cuối cùng|cuối|sau cùng|cuoi cung|cuoi)(?! video)\b",
        r"last \1 \2",
    ),
    (rf"{AMOUNT} (giây|giay|phút|phut) (?:ở giữa|giữa|o giua)\b", r"middle \1 \2"),
    (r"\bnửa phút (?:đầu tiên|đầu)\b", "first 30 seconds"),
    (r"\bnửa phút (?:cuối cùng|cuối)\b", "last 30 seconds"),
    (r"\bnửa phút\b", "30 seconds"),
    (r"\b(?:một )?nửa (?:đầu|trước)\b|\bnua dau\b", "first half"),
    (r"\b(?:một )?nửa (?:sau|cuối)\b|\bnua (?:sau|cuoi)\b", "last half"),
    (r"\b(?:một|1) phần (ba|tư) (đầu|cuối|giữa)\b", r"\2 phần \1"),
    (r"\bđầu phần ba\b", "first third"),
    (r"\bcuối phần ba\b", "last third"),
    (r"\bgiữa phần ba\b", "middle third"),
    (r"\bđầu phần tư\b", "first quarter"),
    (r"\bcuối phần tư\b", "last quarter"),
    (rf"\b(?:phút|phut)(?: thứ| thu)? {AMOUNT} (?:giây|giay) {AMOUNT}", r"minute \1 \2"),
    (rf"\b(?:giây|giay)(?: thứ| thu| số)? {AMOUNT}", r"second \1"),
    (rf"\b(?:phút|phut)(?: thứ| thu| số)? {AMOUNT}", r"minute \1"),
    (rf"{AMOUNT} (?:phút|phut) {AMOUNT}(?! *(?:giây|giay|phút|\d))", r"\1 minutes \2 seconds"),
    (rf"(?:gấp|nhanh gấp|nhanh|gap) {AMOUNT} (?:lần|lan)", r"\1x faster"),
    (rf"(?:chậm|cham) (?:đi |lại )?{AMOUNT} (?:lần|lan)", r"slow down \1x"),
)
PARTS_TOLD = re.compile(
    r"\b(?:phần|đoạn|khúc|chỗ|cảnh)\s+(?:mà |khi |lúc )?(?:(?:cô ấy|anh ấy|họ|mình|tôi|người ta|chị ấy)\s+)?"
    r"(?:nói về|nói đến|nói tới|kể về|nhắc đến|nhắc tới|giới thiệu về|hướng dẫn|về|"
    r"có)\s+(?P<topic>(?:(?!\s+(?:rồi|và|đến|tới|cho|đi|thôi|nhé|nha|giúp|trong video|"
    r"sau đó)\b)[^,.;])+)"
)
# Without marks, these are enough to know the language; "cat" alone may be an animal.
TELLING = re.compile(
    r"\b(?:cat (?:tu|bo|lay|ngan|giay|doan|\d)|giay|phut|tu (?:giay|phut|dau)|"
    r"them (?:chu|phu de|nhac|tieu de)|phu de|am luong|"
    r"tang toc|lam (?:cham|mo|net)|dao nguoc|tat tieng|den trang|giu lai|tieu de|"
    r"xoay|on dinh|bo loc|am thanh|nhac nen)\b"
)


def plain(text: str) -> str:
    """Take the marks off: đ becomes d, ế becomes e."""
    parted = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in parted if unicodedata.category(letter) != "Mn")


BY_MARKS = dict(PHRASES)
BY_LETTERS = {plain(phrase): english for phrase, english in reversed(PHRASES)}


def parts_told(text: str, keep: Callable[[str], str]) -> str:
    """Keep the topics of "the part about ..." as they were written; `keep` gives what stands for them."""
    return PARTS_TOLD.sub(lambda found: f"the part about {keep(found['topic'].strip())}", text)


def in_english(text: str) -> str:
    """Replace the known phrases of a lower-case text, with or without marks; the rest stays."""
    text = unicodedata.normalize("NFC", text)
    for form, turned in TURNED:
        text = re.sub(form, turned, text)
    is_marked = plain(text) != text
    table = BY_MARKS if is_marked else BY_LETTERS
    return _phrases(is_marked=is_marked).sub(lambda found: table[found[0]], text)


@cache
def _phrases(*, is_marked: bool) -> re.Pattern[str]:
    table = BY_MARKS if is_marked else BY_LETTERS
    longest_first = sorted(table, key=lambda phrase: (-len(phrase.split()), -len(phrase)))
    return re.compile(rf"(?<![\w⟦])(?:{'|'.join(map(re.escape, longest_first))})(?![\w⟧])")


def is_unmarked_vietnamese(text: str) -> bool:
    """Say whether a text without marks is Vietnamese."""
    return TELLING.search(text) is not None
