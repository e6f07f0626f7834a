"""What every field of the tables of images means in an exported file."""

from quizapp.errors import N_

IMAGES = {
    "name": N_("Name of the image, as in its address /images/."),
    "size_bytes": N_("Size of its file in bytes."),
    "published_at": N_("Since when everybody may see it."),
    "used_at": N_("When a question last began or ceased to have it."),
}
QUESTION_IMAGES = {
    "question_id": N_("Number of the question."),
    "name": N_("Name of the image, as in its address /images/."),
    "description_zh": N_("What it shows, in Chinese."),
    "description_en": N_("What it shows, in English."),
    "added_at": N_("When it was added to the question."),
}
