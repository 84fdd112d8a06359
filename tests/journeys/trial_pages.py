"""The pages of the trial's side, as their routes say them; each is walked by its journeys."""

TRIAL = [
    "trials/",
    "trials/<slug:trial>/",
    "trials/<slug:trial>/screening/",
    "trials/<slug:trial>/screening/add/",
    "trials/<slug:trial>/people/<str:number>/",
    "trials/<slug:trial>/work/",
    *[
        f"trials/<slug:trial>/people/<str:number>/{rest}"
        for rest in (
            "consent/",
            "eligibility/",
            "baseline/",
            "details/",
            "exclude/",
            "allocate/",
            "result/",
            "error/",
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
    *[
        f"trials/<slug:trial>/{rest}"
        for rest in (
            "safety/",
            "safety/add/",
            "safety/<int:report>/reported/",
            "questions/",
            "questions/<int:query>/answer/",
            "questions/<int:query>/close/",
            "unmasking/",
            "unmasking/<int:unmasking>/decide/",
            "unmasking/<int:unmasking>/show/",
            "accesses/",
            "interviews/",
            "people/<str:number>/questions/",
            "people/<str:number>/unmasking/",
            "people/<str:number>/trail/",
            "people/<str:number>/interview/",
        )
    ],
    "trials/<slug:trial>/flow/",
    "trials/<slug:trial>/flow/who/<slug:box>/",
    "trials/<slug:trial>/flow/<slug:form>/",
    "follow-up/thanks/",
    "follow-up/<str:secret>/",
]
