"""What people write to their nurse, in their own plain words."""

BAD_DAY = (
    "Bad day. Could not get comfortable in the chair.",
    "It came on when I bent down to put my shoes on.",
    "Had to lie down most of the afternoon.",
    "My back again, same place as last time.",
    "Took the extra dose at 3 and again at 8. Helped a bit.",
    "Didn't feel up to visitors.",
    "Worse after the car ride to the hospital.",
    "Coughing makes it catch under my ribs.",
    "Hip very sore going up stairs.",
    "Sorry, not much to say today. It hurts.",
)
GOOD_DAY = (
    "Sat in the garden for an hour. Lovely.",
    "Much better today thank you.",
    "Walked to the shop and back.",
    "Slept right through for once.",
    "My daughter came and I forgot about it for a while.",
    "Managed to cook tea.",
    "A good day.",
)
NIGHT = (
    "Awake from 2 with it. Fine once I was up.",
    "It is the nights that get me.",
    "Could not turn over in bed without waking.",
    "Slept in the chair, easier than lying flat.",
)
AFTER_CHANGE = (
    "Started the new dose, no different yet.",
    "I think the new tablets are starting to work.",
    "A bit sleepy since the change but the pain is less.",
    "Bowels slow since the new tablets.",
)
ORDINARY = (
    "About the same.",
    "Nothing new.",
    "Is it all right to take these with food?",
    "Running low on the liquid, about a week left.",
    "Seeing the doctor on Thursday.",
    "Hot water bottle helps.",
    "Forgot to do this yesterday, sorry.",
    "Chemo on Monday.",
)
DANGER = "My legs feel like jelly since this morning, I had to hold on to the wall."
SEVERE = "It has never been this bad. The extra doses are not touching it."
WISH = "Could someone ring me about the tablets please? I am not sure I am doing it right."
