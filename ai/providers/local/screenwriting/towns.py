"""Scenes of towns old and new, and of rooms."""

from ai.providers.local.screenwriting.beats import Beat, Theme

CITY = Theme(
    "city",
    (
        Beat(
            "open",
            "wide view of a big city skyline, towers one behind the other",
            "A city never asks who you are. It only asks where you are going.",
            "Thành phố chẳng hỏi bạn là ai. Nó chỉ hỏi bạn đang đi đâu.",
        ),
        Beat(
            "mid",
            "cars on a city street between tall buildings",
            "Streets carry the morning in, one red light at a time.",
            "Những con phố đưa buổi sáng vào, từng nhịp đèn đỏ một.",
            time="day",
        ),
        Beat(
            "mid",
            "people walking on a city street, street lamps",
            "A thousand people pass, and each of them is the middle of a story.",
            "Nghìn người đi qua, mỗi người là tâm điểm của một câu chuyện.",
            "A thousand people pass, and {hero} is one of them.",
            "Nghìn người đi qua, và {hero} là một trong số đó.",
        ),
        Beat(
            "mid",
            "a cup of coffee on a table in a cafe, blurred lights in the background",
            "Behind a window there is a small table, a cup, and five quiet minutes.",
            "Sau ô cửa kính có chiếc bàn nhỏ, tách cà phê và năm phút lặng yên.",
            "Behind a window {hero} has found a table, and five quiet minutes.",
            "Sau ô cửa kính, {hero} tìm được một chỗ ngồi và năm phút lặng yên.",
        ),
        Beat(
            "turn",
            "rain on a city street, lights mirrored on the wet road",
            "Then the rain begins, and the street doubles every light.",
            "Rồi mưa rơi, và mặt đường nhân đôi mọi ánh đèn.",
            weather="rain",
        ),
        Beat(
            "turn",
            "city street with traffic, many lit windows, blue hour",
            "And suddenly, in all this hurry, something stops you.",
            "Và bỗng nhiên, giữa vội vã, có điều gì khiến ta dừng lại.",
            "And suddenly, in all this hurry, {hero} stops.",
            "Và bỗng nhiên, giữa vội vã, {hero} dừng lại.",
        ),
        Beat(
            "mid",
            "city skyline, thousands of lit windows",
            "Window after window lights up, like thoughts in one great head.",
            "Từng ô cửa sáng lên, như những ý nghĩ trong một cái đầu khổng lồ.",
            time="night",
        ),
        Beat(
            "close",
            "wide view of a city skyline mirrored in water",
            "The city will be here tomorrow. It is never quite the same one.",
            "Ngày mai thành phố vẫn ở đây. Nhưng chẳng bao giờ y nguyên.",
            "Tomorrow the city will be here, and {hero} a little different.",
            "Ngày mai thành phố vẫn ở đây, còn {hero} đã khác đi đôi chút.",
        ),
    ),
    ("clouds", "home", "town", "sea"),
    "modern electronic beat with piano, urban, medium tempo",
)

TOWN = Theme(
    "town",
    (
        Beat(
            "open",
            "old town street, yellow houses with tiled roofs",
            "The old houses wake slowly, wall leaning against wall.",
            "Những ngôi nhà cổ thức giấc chậm rãi, tường tựa vào tường.",
        ),
        Beat(
            "mid",
            "old town street with yellow houses, people walking, flowers at the doors",
            "Somebody sweeps the doorstep, as every morning for forty years.",
            "Có người quét bậc cửa, như mọi buổi sáng suốt bốn mươi năm.",
            "{Hero} sweeps the doorstep, as every morning for years.",
            "{Hero} quét bậc cửa, như mọi buổi sáng bao năm qua.",
        ),
        Beat(
            "mid",
            "a bowl of noodles on a wooden table, steam, market behind",
            "A bowl of noodles steams, and the whole lane smells of herbs.",
            "Tô mì bốc khói, cả con hẻm thơm mùi rau thơm.",
        ),
        Beat(
            "mid",
            "an old town by the river, wooden boats, houses mirrored in the water",
            "Past the last house runs the river, which brought the ships from far away.",
            "Qua ngôi nhà cuối là dòng sông, nơi từng đưa thuyền từ phương xa đến.",
        ),
        Beat(
            "turn",
            "old town street in the rain, yellow houses, people",
            "A short rain falls, and the tiles begin to shine.",
            "Cơn mưa ngắn ghé qua, và mái ngói bắt đầu ánh lên.",
            weather="rain",
        ),
        Beat(
            "turn",
            "old town street with yellow houses, long shadows, colourful lanterns",
            "Towards evening the light grows warm, and everyone slows down.",
            "Về chiều nắng ấm dần, và ai cũng bước chậm lại.",
            time="sunset",
        ),
        Beat(
            "mid",
            "hundreds of colourful glowing lanterns over an old town street",
            "Then the lanterns are lit, red and gold and blue, one after another.",
            "Rồi đèn lồng được thắp, đỏ, vàng, xanh, từng chiếc một.",
            "Then the lanterns are lit, and {hero} stops to look.",
            "Rồi đèn lồng được thắp, và {hero} dừng lại ngắm nhìn.",
            time="night",
        ),
        Beat(
            "close",
            "an old town by the river, glowing lanterns mirrored in the water, small boats",
            "On the river small flames drift away, each with somebody's wish.",
            "Trên sông những ngọn hoa đăng trôi đi, mang theo bao điều ước.",
            "On the river small lights drift away, and one wish is for {hero}.",
            "Trên sông những ngọn hoa đăng trôi đi, có một điều ước cho {hero}.",
            time="night",
        ),
        Beat(
            "close",
            "old town roofs in golden light, birds over the river",
            "The walls have seen a great many evenings. This is one more.",
            "Những bức tường đã thấy biết bao buổi chiều. Hôm nay thêm một chiều nữa.",
        ),
    ),
    ("lake", "meadow", "sea", "home"),
    "gentle folk flute and plucked strings, warm, slow",
)

HOME = Theme(
    "home",
    (
        Beat(
            "open",
            "a quiet room with a window, a table and a lamp, morning light",
            "It begins in a small room, with a window and a table.",
            "Mọi chuyện bắt đầu trong một căn phòng nhỏ có cửa sổ và cái bàn.",
            "It begins in a small room, where {hero} is already up.",
            "Mọi chuyện bắt đầu trong căn phòng nhỏ, nơi {hero} đã thức dậy.",
        ),
        Beat(
            "mid",
            "a cup with steam on a table, close-up, soft light",
            "Something warm to drink, and the day can come.",
            "Một chút gì ấm áp để uống, và ngày mới có thể bắt đầu.",
        ),
        Beat(
            "mid",
            "an open book on a table by a window, close-up",
            "A page is turned, and somewhere a thought begins.",
            "Một trang sách lật qua, và đâu đó một ý nghĩ nảy mầm.",
            "{Hero} turns a page, and a thought begins.",
            "{Hero} lật một trang sách, và một ý nghĩ nảy mầm.",
        ),
        Beat(
            "mid",
            "a room with a person at a table, a lamp, evening",
            "Great things look like this at first: somebody sits down and tries.",
            "Điều lớn lao thoạt đầu đều như thế: ai đó ngồi xuống và thử làm.",
            "Great things look like this at first: {hero} sits down and tries.",
            "Điều lớn lao thoạt đầu đều như thế: {hero} ngồi xuống và thử.",
        ),
        Beat(
            "turn",
            "a clock on a table, close-up, dark room with a lamp",
            "Time passes. What seemed easy is suddenly hard.",
            "Thời gian trôi. Điều tưởng dễ bỗng trở nên khó.",
            "Time passes, and {hero} nearly gives up.",
            "Thời gian trôi, và {hero} suýt bỏ cuộc.",
        ),
        Beat(
            "close",
            "a room with a big window, warm evening light, a plant on the table",
            "And then it is done, and the room is the same, and nothing is.",
            "Rồi mọi việc hoàn thành, căn phòng vẫn vậy, mà tất cả đã khác.",
            "And then {hero} looks up, and it is done.",
            "Rồi {hero} ngẩng lên, và mọi việc đã xong.",
        ),
    ),
    ("city", "meadow", "clouds", "town"),
    "intimate piano, warm, slow",
)

THEMES = (CITY, TOWN, HOME)
