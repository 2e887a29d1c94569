"""Scenes for what has no place of its own: ideas, histories, work, and something that is offered."""

from ai.providers.local.screenwriting.beats import Beat, Theme

IDEA = Theme(
    "idea",
    (
        Beat(
            "open",
            "an open book on a table by a window, close-up",
            "Every long story was short once. It had a first page.",
            "Mọi câu chuyện dài đều từng ngắn. Nó có một trang đầu tiên.",
        ),
        Beat(
            "mid",
            "a small green plant growing from soil, close-up",
            "What is large today was so small that it could be overlooked.",
            "Điều lớn lao hôm nay từng nhỏ đến mức dễ bị bỏ qua.",
        ),
        Beat(
            "mid",
            "a room with a person at a table, a lamp, evening",
            "Somebody stayed up late, because one question would not let go.",
            "Có người đã thức khuya, vì một câu hỏi không chịu buông.",
            "{Hero} stays up late, because one question will not let go.",
            "{Hero} thức khuya, vì một câu hỏi không chịu buông.",
        ),
        Beat(
            "mid",
            "people walking on a city street, tall buildings",
            "Then others joined in, and it began to travel from hand to hand.",
            "Rồi những người khác cùng tham gia, và nó lan từ tay này sang tay kia.",
        ),
        Beat(
            "mid",
            "a globe with a dotted route from one continent to another",
            "It crossed borders that its makers never saw.",
            "Nó vượt qua những biên giới mà người làm ra nó chưa từng thấy.",
        ),
        Beat(
            "mid",
            "diagram of a chart with growing bars",
            "At first it grew slowly. Then nobody could look away.",
            "Ban đầu nó lớn chậm. Rồi chẳng ai có thể làm ngơ.",
        ),
        Beat(
            "turn",
            "heavy clouds over mountains, one small house",
            "It did not always go well. There were years of doubt.",
            "Không phải lúc nào cũng suôn sẻ. Đã có những năm tháng hoài nghi.",
            "It did not always go well, and {hero} had doubts.",
            "Không phải lúc nào cũng suôn sẻ, và {hero} đã hoài nghi.",
        ),
        Beat(
            "close",
            "wide view of a city skyline, birds, clouds",
            "What comes next is not written yet. That is the best part of it.",
            "Điều gì đến tiếp theo vẫn chưa được viết. Đó là phần hay nhất.",
            "What comes next, {hero} does not know. That is the best part of it.",
            "Điều gì đến tiếp theo, {hero} chưa biết. Đó là phần hay nhất.",
        ),
    ),
    ("city", "home", "clouds", "mountains"),
    "inspiring piano and strings, building, medium tempo",
)

OFFER = Theme(
    "offer",
    (
        Beat(
            "open",
            "city street with people, shop windows, tall buildings",
            "Good news travels fast, and this time it is ours.",
            "Tin vui lan nhanh, và lần này là tin của chúng tôi.",
        ),
        Beat(
            "mid",
            "a room with a person at a table, a lamp",
            "It took patience, many tries, and people who care.",
            "Cần sự kiên nhẫn, nhiều lần thử, và những người tận tâm.",
        ),
        Beat(
            "mid",
            "a cup with steam on a table, close-up, blurred lights",
            "We thought of the small things, because they are what one remembers.",
            "Chúng tôi chăm chút điều nhỏ, vì đó là điều người ta nhớ.",
        ),
        Beat(
            "mid",
            "diagram of a chart with growing bars",
            "The more people tried it, the more came back.",
            "Càng nhiều người thử, càng nhiều người quay lại.",
        ),
        Beat(
            "mid",
            "people walking on a city street, street lamps",
            "It fits into a day without asking for attention.",
            "Nó hòa vào một ngày mà chẳng đòi hỏi chú ý.",
        ),
        Beat(
            "turn",
            "a clock on a table, close-up",
            "And the best of it is the time that you win.",
            "Và điều tuyệt nhất là thời gian bạn có thêm.",
        ),
        Beat(
            "close",
            "city skyline with fireworks, celebration",
            "Come and see for yourself. We are looking forward to you.",
            "Hãy đến và tự mình trải nghiệm. Chúng tôi mong được gặp bạn.",
        ),
    ),
    ("city", "idea", "home", "clouds"),
    "upbeat pop, bright and happy, medium tempo",
)

THEMES = (IDEA, OFFER)
