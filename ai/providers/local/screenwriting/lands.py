"""Scenes of mountains, woods, fields, deserts, snow and the sky."""

from ai.providers.local.screenwriting.beats import Beat, Theme

MOUNTAINS = Theme(
    "mountains",
    (
        Beat(
            "open",
            "wide view of high mountain ridges one behind the other, clouds in the valley",
            "The mountains were here first, and they are in no hurry.",
            "Núi đã ở đây từ trước tất cả, và núi chẳng vội vàng.",
        ),
        Beat(
            "mid",
            "a hiker walking below high mountain peaks",
            "The path climbs, and with every turn the world grows larger.",
            "Con đường lên dốc, và mỗi khúc quanh thế giới lại rộng hơn.",
            "{Hero} climbs, and with every turn the world grows larger.",
            "{Hero} leo lên, và mỗi khúc quanh thế giới lại rộng hơn.",
        ),
        Beat(
            "mid",
            "pine trees in front of mountains, drifting fog",
            "Between the pines the air smells of resin and cold stone.",
            "Giữa rừng thông, không khí thơm mùi nhựa và đá lạnh.",
        ),
        Beat(
            "mid",
            "an eagle over the mountain peaks, wide sky",
            "An eagle draws a circle, and the whole valley lies inside it.",
            "Đại bàng vẽ một vòng tròn, cả thung lũng nằm gọn bên trong.",
        ),
        Beat(
            "mid",
            "a cabin with a lit window in the mountains",
            "A single window is lit, and it is enough to find the way.",
            "Chỉ một ô cửa sáng đèn, nhưng đủ để tìm thấy lối về.",
            "A single window is lit, and {hero} has somewhere to go.",
            "Một ô cửa sáng đèn, và {hero} có nơi để đến.",
        ),
        Beat(
            "turn",
            "mountain peaks in thick drifting clouds",
            "Near the top the clouds close in, and every step is a question.",
            "Gần đỉnh mây khép lại, và mỗi bước chân là một câu hỏi.",
            "Near the top the clouds close in, but {hero} goes on.",
            "Gần đỉnh mây khép lại, nhưng {hero} vẫn bước tiếp.",
        ),
        Beat(
            "close",
            "mountain summit high above the clouds, golden light",
            "At the top there is no prize. There is only the view, and it is enough.",
            "Trên đỉnh không có phần thưởng. Chỉ có cảnh sắc, và thế là đủ.",
            "And up here {hero} understands why one climbs at all.",
            "Và trên này {hero} hiểu vì sao người ta leo núi.",
        ),
    ),
    ("lake", "clouds", "forest", "snow"),
    "epic orchestral strings and brass, building slowly",
)

FOREST = Theme(
    "forest",
    (
        Beat(
            "open",
            "a deep forest with tall trees, beams of light",
            "A forest is never silent. It only asks us to listen longer.",
            "Rừng không bao giờ im lặng. Rừng chỉ mong ta lắng nghe lâu hơn.",
        ),
        Beat(
            "mid",
            "a narrow path between old trees in a forest, somebody walking",
            "The path is narrow, and it was made by feet, not by plans.",
            "Lối đi hẹp, do những bàn chân tạo nên, không phải bản vẽ.",
            "{Hero} follows a path that only a few have taken.",
            "{Hero} đi theo con đường mà ít người từng đi.",
        ),
        Beat(
            "mid",
            "mist between forest trees, birds",
            "High above, the leaves pass the light down from branch to branch.",
            "Trên cao, lá chuyền ánh sáng xuống từ cành này sang cành khác.",
        ),
        Beat(
            "mid",
            "a small green plant growing from dark soil, close-up",
            "Under an old trunk, something new has already begun.",
            "Dưới gốc cây già, một điều mới đã bắt đầu.",
        ),
        Beat(
            "mid",
            "fireflies between forest trees, magical",
            "When it grows dark, small lights come out to dance.",
            "Khi trời tối, những đốm sáng nhỏ bắt đầu nhảy múa.",
            time="night",
        ),
        Beat(
            "turn",
            "old forest trees in thick fog",
            "Deeper in, the trunks stand closer, and the way is harder to see.",
            "Vào sâu hơn, thân cây đứng sát nhau, lối đi khó nhìn hơn.",
            "Deeper in, even {hero} slows down and looks around.",
            "Vào sâu hơn, ngay cả {hero} cũng chậm lại và nhìn quanh.",
        ),
        Beat(
            "close",
            "a sunny clearing in a forest, golden light through leaves",
            "Then the trees open, and the light is waiting on the other side.",
            "Rồi hàng cây mở ra, và ánh sáng chờ ở phía bên kia.",
            "Then the trees open, and {hero} steps into the light.",
            "Rồi hàng cây mở ra, và {hero} bước vào ánh sáng.",
        ),
    ),
    ("meadow", "lake", "mountains", "clouds"),
    "gentle acoustic guitar and flute, warm",
)

MEADOW = Theme(
    "meadow",
    (
        Beat(
            "open",
            "wide green hills and fields, clouds",
            "Out in the country, the day begins without being told to.",
            "Ở miền quê, ngày mới bắt đầu mà chẳng cần ai gọi.",
        ),
        Beat(
            "mid",
            "a farm house on green hills",
            "A house stands where it always stood, with its face to the sun.",
            "Ngôi nhà vẫn đứng nơi nó luôn đứng, hướng mặt về phía mặt trời.",
            "This is where {hero} is at home, and every stone is known.",
            "Đây là nơi {hero} thuộc về, quen từng viên đá.",
        ),
        Beat(
            "mid",
            "flowers in a meadow, close to the ground, soft wind",
            "The wind turns the flowers over like the pages of a book.",
            "Gió lật những bông hoa như lật từng trang sách.",
        ),
        Beat(
            "mid",
            "two people walking through a field, wide sky",
            "There is time enough here for a walk and a long thought.",
            "Ở đây đủ thời gian để dạo bước và nghĩ ngợi thật lâu.",
            "{Hero} walks without hurry. There is nobody to be late for.",
            "{Hero} thong thả bước đi. Chẳng có ai phải chờ.",
        ),
        Beat(
            "mid",
            "a windmill on a hill, birds in the sky",
            "Someone learnt long ago to let the wind do the work.",
            "Từ xa xưa người ta đã biết để gió làm việc thay mình.",
        ),
        Beat(
            "turn",
            "rain over green hills and fields, heavy clouds",
            "Rain comes over the hill, and the ground drinks it in.",
            "Mưa kéo qua đồi, và mặt đất uống lấy từng giọt.",
            weather="rain",
        ),
        Beat(
            "turn",
            "long shadows over fields and hills, a lonely house",
            "But nothing here stands still. Every season takes something along.",
            "Nhưng chẳng gì đứng yên. Mỗi mùa đều mang đi một điều.",
        ),
        Beat(
            "close",
            "fields and hills in warm light, a house, birds flying home",
            "In the evening the work is done, and the field belongs to the crickets.",
            "Chiều xuống việc đã xong, cánh đồng thuộc về tiếng dế.",
            "In the end {hero} turns for home, and the light goes along.",
            "Cuối cùng {hero} trở về nhà, ánh sáng đi theo bên cạnh.",
        ),
    ),
    ("forest", "clouds", "lake", "town"),
    "warm folk guitar, light and hopeful",
)

DESERT = Theme(
    "desert",
    (
        Beat(
            "open",
            "wide desert dunes under a huge sky",
            "In the desert, distance is the only thing there is plenty of.",
            "Trong sa mạc, thứ duy nhất dư dả là khoảng cách.",
        ),
        Beat(
            "mid",
            "sharp crests of sand dunes, ripples of the wind",
            "The wind writes in the sand, and every morning it begins again.",
            "Gió viết lên cát, và mỗi sáng lại viết lại từ đầu.",
        ),
        Beat(
            "mid",
            "travellers walking over desert dunes, far away",
            "Small figures cross the crest, one step behind the other.",
            "Những bóng người nhỏ bé vượt qua đỉnh cồn, nối bước nhau.",
            "{Hero} crosses the crest, step after step after step.",
            "{Hero} vượt qua đỉnh cồn, từng bước, từng bước một.",
        ),
        Beat(
            "mid",
            "a palm tree and an oasis in the desert",
            "Where a palm stands, there is water, and where there is water, there are stories.",
            "Nơi có cây cọ là có nước, nơi có nước là có chuyện kể.",
        ),
        Beat(
            "turn",
            "desert dunes in a dust storm, fog of sand",
            "Then the sand begins to rise, and the horizon disappears.",
            "Rồi cát bắt đầu cuộn lên, và chân trời biến mất.",
            "Then the sand begins to rise, and {hero} can only wait.",
            "Rồi cát bắt đầu cuộn lên, {hero} chỉ có thể chờ đợi.",
        ),
        Beat(
            "close",
            "desert dunes under a sky full of stars, night",
            "At night the cold comes down, and with it all the stars.",
            "Đêm xuống, cái lạnh ùa về, mang theo muôn vàn vì sao.",
            time="night",
        ),
        Beat(
            "close",
            "desert dunes in the last golden light",
            "What remains is a line of footprints, until the wind has read it.",
            "Còn lại chỉ là một hàng dấu chân, cho đến khi gió đọc xong.",
            "What remains of {hero} is a line of footprints in the sand.",
            "Điều {hero} để lại là một hàng dấu chân trên cát.",
        ),
    ),
    ("clouds", "mountains", "space", "town"),
    "slow ambient strings, wide and warm",
)

SNOW = Theme(
    "snow",
    (
        Beat(
            "open",
            "snowy hills and fir trees, falling snow",
            "Snow has fallen, and the world has started a new page.",
            "Tuyết đã rơi, và thế giới mở ra một trang mới.",
        ),
        Beat(
            "mid",
            "a cabin with lit windows in the snow, smoke, fir trees",
            "Behind the window a fire is burning, and somebody is waiting.",
            "Sau ô cửa lửa đang cháy, và có ai đó đang chờ.",
            "Behind the window a fire is burning, and {hero} comes closer.",
            "Sau ô cửa lửa đang cháy, và {hero} tiến lại gần.",
        ),
        Beat(
            "mid",
            "people walking through deep snow, fir trees",
            "Every step is a small sound in a very large silence.",
            "Mỗi bước chân là một âm thanh nhỏ trong tĩnh lặng mênh mông.",
            "Every step of {hero} is a small sound in a large silence.",
            "Mỗi bước chân của {hero} là một âm thanh nhỏ giữa tĩnh lặng.",
        ),
        Beat(
            "mid",
            "snowy mountains and frozen fields, clear cold light",
            "The cold draws every line more sharply than before.",
            "Cái lạnh vẽ mọi đường nét rõ hơn bao giờ hết.",
        ),
        Beat(
            "turn",
            "snowstorm over fir trees, blizzard, fog",
            "Then the wind rises, and white is everywhere.",
            "Rồi gió nổi lên, và khắp nơi chỉ còn màu trắng.",
            "Then the wind rises, and {hero} sees nothing but white.",
            "Rồi gió nổi lên, {hero} chỉ còn thấy một màu trắng.",
        ),
        Beat(
            "close",
            "northern lights over snowy hills, night, stars",
            "And over all this silence, the sky begins to dance.",
            "Và trên tất cả sự tĩnh lặng ấy, bầu trời bắt đầu nhảy múa.",
            time="night",
        ),
        Beat(
            "close",
            "snowy hills in soft pink light, a house far away",
            "Under the snow the spring is waiting. It has never forgotten to come.",
            "Dưới lớp tuyết mùa xuân đang chờ. Mùa xuân chưa quên hẹn bao giờ.",
        ),
    ),
    ("mountains", "forest", "clouds", "home"),
    "soft piano and bells, wintry, slow",
)

CLOUDS = Theme(
    "clouds",
    (
        Beat(
            "open",
            "above the clouds, wide bright sky",
            "Above the clouds, the weather is always the same: light.",
            "Trên những đám mây, thời tiết luôn như nhau: ánh sáng.",
        ),
        Beat(
            "mid",
            "hot air balloons in the sky above the clouds",
            "It takes nothing but warm air to let go of the ground.",
            "Chỉ cần chút khí ấm là có thể rời khỏi mặt đất.",
            "{Hero} lets go of the ground, and everything heavy stays below.",
            "{Hero} rời mặt đất, và mọi điều nặng nề ở lại bên dưới.",
        ),
        Beat(
            "mid",
            "a plane crossing the sky above the clouds",
            "A plane draws a line between two places that will never meet.",
            "Một chiếc máy bay nối hai nơi sẽ chẳng bao giờ gặp nhau.",
        ),
        Beat(
            "mid",
            "a flock of birds in a wide sky with clouds",
            "Birds need no map. They carry the way inside them.",
            "Chim không cần bản đồ. Chúng mang con đường trong mình.",
        ),
        Beat(
            "turn",
            "towering storm clouds in the sky, lightning",
            "Yet the same air that carries can also throw.",
            "Nhưng chính không khí nâng ta lên cũng có thể xô ngã.",
        ),
        Beat(
            "close",
            "sky and clouds at the edge of the day, soft light, a balloon far away",
            "From up here, all the borders on the ground are gone.",
            "Từ trên này, mọi đường biên dưới mặt đất đều biến mất.",
            "From up here {hero} sees it at last: it is one single world.",
            "Từ trên này {hero} nhận ra: tất cả chỉ là một thế giới.",
        ),
    ),
    ("mountains", "sea", "meadow", "space"),
    "airy pads and piano, hopeful",
)

THEMES = (MOUNTAINS, FOREST, MEADOW, DESERT, SNOW, CLOUDS)
