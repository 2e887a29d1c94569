"""Scenes far from here: space, and the red planet."""

from ai.providers.local.screenwriting.beats import Beat, Theme

SPACE = Theme(
    "space",
    (
        Beat(
            "open",
            "deep space, stars, a coloured nebula",
            "Between the stars there is mostly nothing, and it is beautiful.",
            "Giữa các vì sao hầu như chẳng có gì, vậy mà thật đẹp.",
        ),
        Beat(
            "mid",
            "a rocket flying through space, stars",
            "To leave the earth, one has to fall upwards for eight minutes.",
            "Để rời trái đất, ta phải rơi ngược lên trời suốt tám phút.",
            "{Hero} leaves the earth behind, and it takes only minutes.",
            "{Hero} rời xa trái đất, chỉ mất có vài phút.",
        ),
        Beat(
            "mid",
            "a large planet with rings in space",
            "Worlds turn out here that nobody has ever walked on.",
            "Ngoài kia có những thế giới chưa ai từng đặt chân.",
        ),
        Beat(
            "mid",
            "comets and shooting stars in space, a planet",
            "A comet passes by. It will be back when we are long gone.",
            "Một sao chổi bay qua. Khi nó trở lại, ta đã không còn.",
        ),
        Beat(
            "turn",
            "deep space, one small planet far away, stars",
            "From here, everything we know fits behind a thumb.",
            "Từ đây, mọi điều ta biết nằm gọn sau một ngón tay.",
            "From here, everything {hero} knows fits behind a thumb.",
            "Từ đây, mọi điều {hero} biết nằm gọn sau một ngón tay.",
        ),
        Beat(
            "close",
            "a planet in space with the light of the sun behind it, nebula, stars",
            "And still somebody looks up, and wonders. That is how it began.",
            "Thế mà vẫn có người ngước nhìn và tự hỏi. Mọi thứ bắt đầu như vậy.",
            "And somewhere down there, someone looks up and thinks of {hero}.",
            "Và đâu đó dưới kia, có ai ngước nhìn và nghĩ về {hero}.",
        ),
    ),
    ("mars", "clouds", "mountains", "sea"),
    "ambient space pads and slow synth, vast",
)

MARS = Theme(
    "mars",
    (
        Beat(
            "open",
            "wide view of the surface of mars, red dunes and rocks, pale sky",
            "Nobody has left a footprint here. There are only wheel tracks.",
            "Nơi đây chưa có dấu chân người. Chỉ có những vệt bánh xe.",
        ),
        Beat(
            "mid",
            "{hero_or:a small robot} on the surface of mars, red sand, rocks",
            "Every metre is new. No map has ever been tested here.",
            "Mỗi mét đều mới mẻ. Chưa tấm bản đồ nào được kiểm chứng ở đây.",
            "{Hero} rolls on. Every metre here is a new one.",
            "{Hero} lăn bánh tiến tới. Mỗi mét ở đây đều mới mẻ.",
        ),
        Beat(
            "mid",
            "red rocks on mars, close-up, fine dust in the air",
            "The sand is red because it is rust: iron that met water long ago.",
            "Cát đỏ vì đó là gỉ sắt: sắt từng gặp nước từ rất lâu.",
        ),
        Beat(
            "mid",
            "{hero_or:a small robot} between red rocks on mars, two tiny moons in the sky",
            "Two small moons hurry over the sky, and nobody is there to name the night.",
            "Hai mặt trăng nhỏ vội vã băng qua trời, chẳng ai ở đó để gọi tên màn đêm.",
            "Two small moons pass by, and {hero} has nobody to show them to.",
            "Hai mặt trăng nhỏ lướt qua, mà {hero} chẳng biết khoe cùng ai.",
        ),
        Beat(
            "turn",
            "dust storm on mars, red fog, rocks",
            "Then the dust rises, and the sun becomes a pale coin.",
            "Rồi bụi cuộn lên, và mặt trời chỉ còn là một đồng xu nhợt nhạt.",
            "Then the dust rises, and {hero} has to wait it out.",
            "Rồi bụi cuộn lên, và {hero} đành đứng chờ.",
        ),
        Beat(
            "mid",
            "{hero_or:a small robot} on mars beside a little green plant, red sand",
            "What would it take for something green to grow here?",
            "Cần những gì để một mầm xanh có thể mọc ở đây?",
            "And then {hero} finds something that should not be here at all.",
            "Rồi {hero} tìm thấy một thứ đáng lẽ không thể có ở đây.",
        ),
        Beat(
            "close",
            "{hero_or:a small robot} on a dune of mars, looking at a blue star, dusk",
            "In the evening one star is blue. That one is home.",
            "Chiều xuống có một ngôi sao màu xanh. Đó chính là nhà.",
            "In the evening one star is blue. {Hero} knows its name: home.",
            "Chiều xuống có một ngôi sao màu xanh. {Hero} biết tên nó: nhà.",
        ),
    ),
    ("space", "desert", "clouds", "mountains"),
    "electronic ambient with soft bells, curious, medium tempo",
)

THEMES = (SPACE, MARS)
