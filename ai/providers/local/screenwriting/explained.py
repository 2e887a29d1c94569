"""Subjects that are explained as they are: what happens, step by step. Facts that are in any schoolbook."""

from dataclasses import dataclass

from ai.providers.local.screenwriting.beats import Beat


@dataclass(frozen=True)
class Subject:
    """A subject, and the words (a regular expression) by which a wish is known to be about it."""

    words: str
    beats: tuple[Beat, ...]
    music: str = "light marimba and plucked strings, curious, medium tempo"


BLUE_SKY = Subject(
    r"sky\b.{0,20}\bblue|blue\b.{0,12}\bsky|bầu trời.{0,24}xanh|trời.{0,12}xanh",
    (
        Beat("open", "a child looking up at a wide blue sky over a green meadow",
             "Look up on a clear day. Why is all of that blue?",
             "Hãy ngước nhìn vào một ngày trong. Vì sao trời xanh đến thế?"),
        Beat("mid", "diagram of the sun sending rays of light to the earth",
             "The light of the sun looks white, and it travels eight minutes to us.",
             "Ánh nắng trông màu trắng, và mất tám phút để đến với ta."),
        Beat("mid", "diagram of a prism that splits white light into the colours of the rainbow",
             "But hidden in the white are all the colours of the rainbow.",
             "Nhưng trong màu trắng ẩn chứa mọi sắc của cầu vồng."),
        Beat("mid", "diagram of light waves, a long red wave and a short blue wave",
             "Light moves in waves. Red ones are long, and blue ones are short.",
             "Ánh sáng truyền theo sóng. Sóng đỏ dài, còn sóng xanh ngắn."),
        Beat("turn", "diagram of sunlight in the atmosphere, blue light scatters on tiny molecules of air",
             "The air is full of tiny particles, and they scatter the short blue waves most.",
             "Không khí đầy những hạt tí hon, chúng tán xạ sóng xanh nhiều nhất."),
        Beat("close", "a wide blue sky with a few clouds over green hills, birds",
             "So blue light reaches us from everywhere. And that is what we call the sky.",
             "Thế nên ánh xanh đến với ta từ mọi phía. Và ta gọi đó là bầu trời."),
        Beat("close", "a red sunset over the sea, wide sky",
             "In the evening its way is longer, the blue is gone, and red remains.",
             "Chiều đến, đường đi dài hơn, sắc xanh tan hết, chỉ còn lại sắc đỏ.",
             time="sunset"),
    ),
)  # fmt: skip

COFFEE = Subject(
    r"\bcoffee|espresso|barista|cà phê|cafe\b",
    (
        Beat("open", "a coffee plantation on green hills, rows of bushes, morning mist",
             "It begins in the hills, where the nights are cool and the sun is strong.",
             "Tất cả bắt đầu trên những ngọn đồi, nơi đêm mát và nắng gắt."),
        Beat("mid", "a globe with a dotted route from one continent to another",
             "Coffee grows close to the equator, in a belt all around the world.",
             "Cà phê mọc gần xích đạo, thành một vành đai quanh trái đất."),
        Beat("mid", "red coffee cherries on a green branch, close-up",
             "The fruit turns red. Inside each cherry, two seeds lie face to face.",
             "Quả chín đỏ. Trong mỗi quả, hai hạt nằm úp mặt vào nhau."),
        Beat("mid", "farmers walking between rows of bushes on a plantation, baskets",
             "Ripe ones are picked by hand, because they do not all ripen at once.",
             "Quả chín được hái bằng tay, vì chúng không chín cùng một lúc."),
        Beat("mid", "a container ship on the wide sea, gulls",
             "Washed and dried, the green beans cross the sea in sacks.",
             "Rửa sạch, phơi khô, hạt xanh vượt biển trong những bao tải."),
        Beat("turn", "dark roasted coffee beans on a table, close-up, warm light, steam",
             "Only in the fire do they become brown, and smell the way we know.",
             "Chỉ qua lửa, hạt mới hóa nâu và tỏa mùi hương quen thuộc."),
        Beat("close", "a cup of coffee with steam on a table in a cafe, morning light",
             "Then hot water, half a minute, and a long journey ends in your cup.",
             "Rồi nước nóng, nửa phút, và hành trình dài kết thúc trong tách của bạn."),
    ),
    "relaxed acoustic guitar with soft percussion, warm, medium tempo",
)  # fmt: skip

RAIN = Subject(
    r"water cycle|why (?:does it|it) rain|how.{0,12}rain|where.{0,12}rain|vòng tuần hoàn|vì sao.{0,10}mưa",
    (
        Beat("open", "waves on the wide sea in bright sunlight",
             "Rain begins far away from any cloud: in the sea, in the sun.",
             "Mưa bắt đầu rất xa những đám mây: ngoài biển, dưới nắng."),
        Beat("mid", "diagram of the sun warming water, arrows rising",
             "The sun warms the water, and some of it rises as vapour.",
             "Mặt trời sưởi ấm nước, và một phần bốc lên thành hơi."),
        Beat("mid", "tall white clouds in a blue sky",
             "Higher up it is cold. The vapour turns to drops, and the drops are a cloud.",
             "Lên cao trời lạnh. Hơi nước thành giọt, và những giọt ấy là mây."),
        Beat("turn", "rain over green hills, heavy clouds",
             "When the drops grow too heavy for the air, they fall. It rains.",
             "Khi giọt nước quá nặng so với không khí, chúng rơi xuống. Trời mưa."),
        Beat("mid", "a river between mountains and trees",
             "Springs become streams, and streams become a river.",
             "Suối nguồn thành khe, khe hợp thành sông."),
        Beat("close", "diagram of a cycle, arrows in a circle, a cloud, a drop, the sun",
             "And the river brings it back to the sea, where everything begins again.",
             "Và sông đưa nước về biển, nơi mọi thứ lại bắt đầu."),
    ),
)  # fmt: skip

DAY_AND_NIGHT = Subject(
    r"day and night|why.{0,14}(?:dark at )?night|earth (?:turns|rotates|spins)|ngày và đêm|"
    r"seasons|bốn mùa|the four seasons",
    (
        Beat("open", "sunrise over green hills and a house",
             "Every morning the sun comes up. Or so it looks from here.",
             "Mỗi sáng mặt trời mọc lên. Ít ra là từ đây ta thấy vậy."),
        Beat("mid", "diagram of the sun and the earth, one half lit, one half dark",
             "In truth the sun stays, and it is the earth that turns.",
             "Thật ra mặt trời đứng yên, chính trái đất mới quay."),
        Beat("mid", "a planet in space with the light of the sun on one side",
             "One half is in the light, and there it is day. The other lies in shadow.",
             "Một nửa được chiếu sáng, nơi ấy là ngày. Nửa kia nằm trong bóng tối."),
        Beat("turn", "city skyline at dusk, the first lit windows",
             "As we turn away from the sun, the evening comes over us.",
             "Khi ta quay khỏi mặt trời, buổi tối tràn đến."),
        Beat("mid", "stars and moon over a lake at night",
             "Then we look out into space, and see the stars that were always there.",
             "Rồi ta nhìn ra vũ trụ, thấy những vì sao vẫn luôn ở đó."),
        Beat("close", "sunrise over the sea, golden light",
             "Once around takes twenty-four hours. Then it is morning again.",
             "Một vòng quay mất hai mươi bốn giờ. Rồi trời lại sáng."),
    ),
)  # fmt: skip

PLANTS = Subject(
    r"photosynthesis|how.{0,16}(?:plant|tree|flower|seed)s?.{0,6}(?:grow|live|eat)|quang hợp|"
    r"(?:cây|hạt).{0,12}(?:lớn|mọc|nảy mầm)|from seed",
    (
        Beat("open", "a small green plant growing from dark soil, close-up",
             "A seed is a very small plant with a packed lunch.",
             "Hạt là một cái cây tí hon mang theo bữa ăn của mình."),
        Beat("mid", "diagram of the stages of a growing plant, seed, sprout, flower",
             "First comes a root that drinks, and then a stem that looks for light.",
             "Đầu tiên là rễ để uống nước, rồi thân cây đi tìm ánh sáng."),
        Beat("mid", "a large tree on a green meadow, sunny",
             "Its leaves are kitchens. They cook with sunlight, air and water.",
             "Lá là những gian bếp. Chúng nấu bằng nắng, không khí và nước."),
        Beat("mid", "diagram of sunlight shining on a leaf, arrows of air and water",
             "Out of these they make sugar, and oxygen is left over for us.",
             "Từ đó chúng tạo ra đường, và để lại oxy cho chúng ta."),
        Beat("turn", "a forest with tall trees, beams of light",
             "All that wood was once air. A tree is built of thin air and light.",
             "Tất cả chỗ gỗ ấy từng là không khí. Cây được dựng từ khí trời và nắng."),
        Beat("close", "a meadow full of flowers, soft wind",
             "And when it flowers, a new seed is on its way.",
             "Và khi cây ra hoa, một hạt mới lại lên đường."),
    ),
)  # fmt: skip

SUBJECTS = (BLUE_SKY, COFFEE, RAIN, DAY_AND_NIGHT, PLANTS)
# What can be said of any question, without knowing the answer: {topic} stands for the person's own words.
ANY = (
    Beat("open", "a child looking up at a wide sky full of stars, question",
         "Some questions sound simple, until somebody asks them.",
         "Có những câu hỏi tưởng đơn giản, cho đến khi có ai đặt ra."),
    Beat("mid", "an open book on a table by a window, close-up",
         "The best way to an answer is to look closely, and to look again.",
         "Cách tốt nhất để có câu trả lời là nhìn thật kỹ, rồi nhìn lại."),
    Beat("mid", "diagram of a cycle, arrows in a circle",
         "Hardly anything happens alone. One thing leads to the next.",
         "Hiếm có điều gì xảy ra một mình. Điều này dẫn đến điều kia."),
    Beat("mid", "diagram of a chart with growing bars",
         "What we can measure, we can compare, and slowly a pattern appears.",
         "Điều gì đo được thì so sánh được, và dần dần quy luật hiện ra."),
    Beat("turn", "a room with a person at a table, a lamp, night",
         "And often the answer was in front of us the whole time.",
         "Và thường thì câu trả lời vẫn luôn ở ngay trước mắt."),
    Beat("mid", "a globe with a dotted route from one continent to another",
         "It is the same all over the world, wherever somebody wonders.",
         "Ở đâu trên thế giới cũng vậy, nơi nào cũng có người tự hỏi."),
    Beat("close", "sunrise over green hills, birds",
         "Now it is your turn to look, and to ask the next question.",
         "Giờ đến lượt bạn quan sát, và đặt ra câu hỏi tiếp theo."),
)  # fmt: skip
