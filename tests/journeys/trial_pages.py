"""The pages of the trial's side, as their routes say them; each is walked by its journeys."""

TRIAL = [
    "trials/",
    "trials/<slug:trial>/",
    "trials/<slug:trial>/work/",
    *[
        f"trials/<slug:trial>/people/<str:number>/{rest}"
        for rest in (
            "leaving/",
            "death/",
            "lives/",
            "visits/<slug:visit>/",
            "visits/<slug:visit>/alive/",
            "visits/<slug:visit>/approach/",
            "visits/<slug:visit>/form/",
            "visits/<slug:visit>/not-done/",
            "visits/<slug:visit>/guess/",
            "visits/<slug:visit>/link/",
        )
    ],
    "follow-up/thanks/",
    "follow-up/<str:secret>/",
]
