"""The pages of the trial's side, as their routes say them; each is walked by its journeys."""

TRIAL = [
    "trials/",
    "trials/<slug:trial>/",
]
