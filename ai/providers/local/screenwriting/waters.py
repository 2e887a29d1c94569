"""Scenes of the sea, of lakes, of the world below the surface."""

from ai.providers.local.screenwriting.beats import Beat, Theme

SEA = Theme(
    "sea",
    (
        Beat(
            "open",
            "wide view of the open sea and a rocky coast, waves rolling in",
            "Here the land ends, and the sea begins to speak.",
            "Nơi đây đất liền dừng lại, và biển bắt đầu cất tiếng.",
        ),
        Beat(
            "mid",
            "waves breaking on a rocky shore, white foam",
            "Every wave has travelled a long way to be here.",
            "Mỗi con sóng đã đi một chặng đường dài để đến đây.",
            "{Hero} knows the sound of every wave by heart.",
            "{Hero} thuộc lòng tiếng của từng con sóng.",
        ),
        Beat(
            "mid",
            "seagulls over the sea, an island on the horizon",
            "Gulls ride the wind, patient and never quite at home.",
            "Hải âu cưỡi gió, kiên nhẫn và chẳng bao giờ dừng chân.",
        ),
        Beat(
            "mid",
            "a sailing boat on the sea, far from the coast",
            "Far out, a single sail moves along the edge of the world.",
            "Ngoài khơi xa, một cánh buồm lướt dọc chân trời.",
            "Far out a sail goes by, and {hero} follows it with a look.",
            "Ngoài khơi một cánh buồm đi qua, {hero} lặng lẽ dõi theo.",
        ),
        Beat(
            "mid",
            "a lighthouse on a rock above the sea, its beam turning",
            "On the rock the lamp is lit, and its beam begins to turn.",
            "Trên mỏm đá, ngọn đèn được thắp và tia sáng bắt đầu quay.",
            "{Hero} lights the lamp, and its beam begins to turn.",
            "{Hero} thắp đèn, và tia sáng bắt đầu quay.",
            time="night",
        ),
        Beat(
            "turn",
            "heavy storm clouds over the sea, lightning, high waves",
            "Then the wind turns, and the whole horizon goes dark.",
            "Rồi gió đổi chiều, và cả chân trời tối sầm lại.",
            "Then the wind turns. {Hero} has been waiting for this.",
            "Rồi gió đổi chiều. {Hero} đã chờ giây phút này.",
            weather="storm",
        ),
        Beat(
            "mid",
            "a table with a lantern and an old letter, window to the sea in the background",
            "Inside there is a lamp, a table, and the ticking of a clock.",
            "Bên trong có ngọn đèn, cái bàn và tiếng đồng hồ tích tắc.",
            "{Hero} writes a few last lines by the light of the lamp.",
            "{Hero} viết vài dòng cuối dưới ánh đèn.",
            time="night",
        ),
        Beat(
            "turn",
            "a wide empty sea under tall clouds, one boat, seen from above",
            "For a moment everything is still, as if the sea held its breath.",
            "Trong khoảnh khắc mọi thứ lặng yên, như biển đang nín thở.",
            "For a moment all is still, and {hero} listens.",
            "Trong khoảnh khắc mọi thứ lặng yên, và {hero} lắng nghe.",
        ),
        Beat(
            "close",
            "a path of light on the quiet sea, a far island",
            "And the sea goes on, as it did long before anyone was watching.",
            "Và biển vẫn tiếp tục, như từ thuở chưa ai ngắm nhìn.",
            "And what stays of this night is a light that did not go out.",
            "Và điều còn lại của đêm nay là một ngọn đèn không tắt.",
        ),
    ),
    ("clouds", "lake", "underwater", "town"),
    "calm piano with soft strings, longing, slow",
)

LAKE = Theme(
    "lake",
    (
        Beat(
            "open",
            "wide view of a still lake between mountains, mist above the water",
            "Between the mountains lies a lake that keeps every secret.",
            "Giữa những ngọn núi là một hồ nước giữ mọi bí mật.",
        ),
        Beat(
            "mid",
            "mirror reflection of the mountains in a lake, pine trees on the shore",
            "Whatever stands on its shore, the water draws a second time.",
            "Bất cứ gì đứng bên bờ, mặt nước đều vẽ lại lần nữa.",
        ),
        Beat(
            "mid",
            "a small boat on a lake, quiet water",
            "A small boat leaves hardly a line behind it.",
            "Một con thuyền nhỏ lướt qua, hầu như không để lại dấu vết.",
            "{Hero} rows out slowly, and hardly a line stays behind.",
            "{Hero} chậm rãi chèo ra, mặt nước hầu như không gợn.",
        ),
        Beat(
            "mid",
            "a wooden house on the shore of a lake, light in the window",
            "In the only house on the shore, someone is already awake.",
            "Trong ngôi nhà duy nhất bên bờ, ai đó đã thức giấc.",
            "In the house on the shore, {hero} is already awake.",
            "Trong ngôi nhà bên bờ, {hero} đã thức giấc.",
        ),
        Beat(
            "turn",
            "birds over a lake, fog drifting away",
            "Then the mist lifts, and the far shore comes closer.",
            "Rồi sương tan, và bờ bên kia như gần lại.",
        ),
        Beat(
            "close",
            "a lake under a wide sky, last light, mountains far away",
            "The rings on the water fade, and the picture is whole again.",
            "Những vòng sóng tan dần, và bức tranh lại nguyên vẹn.",
            "{Hero} looks back once more, and the water is still again.",
            "{Hero} ngoái nhìn lần nữa, và mặt nước lại lặng yên.",
        ),
    ),
    ("mountains", "forest", "clouds", "meadow"),
    "calm piano with soft strings, slow",
)

UNDERWATER = Theme(
    "underwater",
    (
        Beat(
            "open",
            "underwater view, beams of light from the surface, coral reef",
            "Below the waves there is another sky, and it is blue as well.",
            "Dưới những con sóng có một bầu trời khác, cũng xanh như thế.",
        ),
        Beat(
            "mid",
            "a school of colourful fish above a coral reef, underwater",
            "A whole city lives here, built by animals smaller than a grain of rice.",
            "Cả một thành phố sống ở đây, do những sinh vật bé xíu xây nên.",
        ),
        Beat(
            "mid",
            "bubbles rising through deep blue water, underwater",
            "Sound travels far down here, and light only a little way.",
            "Ở dưới này âm thanh đi rất xa, còn ánh sáng chỉ đi một quãng ngắn.",
            "{Hero} sinks deeper, where only a little light comes along.",
            "{Hero} lặn sâu hơn, nơi ánh sáng chỉ theo được một quãng.",
        ),
        Beat(
            "mid",
            "jellyfish and fish in dark deep water, underwater, glowing",
            "Some creatures have learnt to carry a light of their own.",
            "Có những loài đã học cách mang theo ánh sáng của riêng mình.",
        ),
        Beat(
            "turn",
            "dark deep sea, rocks and weeds, underwater, a few fish",
            "The reef looks eternal, yet one warm summer can turn it white.",
            "Rạn san hô tưởng như vĩnh cửu, nhưng một mùa hè nóng có thể tẩy trắng nó.",
        ),
        Beat(
            "close",
            "the bright surface seen from below, underwater, bubbles, fish",
            "What we protect above the water decides what lives below.",
            "Điều ta gìn giữ trên mặt nước quyết định sự sống bên dưới.",
            "{Hero} rises again, with a little of that blue to keep.",
            "{Hero} trở lên, mang theo một chút màu xanh ấy.",
        ),
    ),
    ("sea", "lake", "clouds", "space"),
    "ambient pads with soft bells, slow and floating",
)

THEMES = (SEA, LAKE, UNDERWATER)
