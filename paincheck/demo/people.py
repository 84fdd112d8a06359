"""Who is in the demo. Everybody is made up; numbers and addresses are of kinds kept for fiction."""

from dataclasses import dataclass

# Whatever belongs to these sites was made by the demo, and is cleared before it is made anew.
HOSPITAL, HOSPICE = "Fernbank Hospital", "Marlow Lane Hospice"
SITES = (HOSPITAL, HOSPICE)
# Of the made-up trial (`manage.py demo_trial`): code, name, and its named nurse.
TRIAL_SITES = (
    ("A", "Ashgrove Cancer Centre", ("Ines", "Okafor")),
    ("B", "Beckside Hospital", ("Joel", "Sandford")),
    ("C", "Coldwell Infirmary", ("Kay", "Ibrahim")),
    ("D", "Dunmere Hospice", ("Lorna", "Petrov")),
)
EVERY_SITE = (*SITES, *(name for _code, name, _nurse in TRIAL_SITES))
PHONES = {
    HOSPITAL: ("0113 496 0110", "0113 496 0199", "0113 496 0150"),
    HOSPICE: ("01632 960210", "01632 960299", "01632 960250"),
}
TEAMS = {HOSPITAL: "Palliative care team", HOSPICE: "Community nurses"}


@dataclass(frozen=True)
class Nurse:
    """`roles` at her site; `place` in its team."""

    sign_in_name: str
    first_name: str
    last_name: str
    site: str
    place: str
    roles: tuple[str, ...] = ("NURSE",)

    @property
    def email(self) -> str:
        return f"{self.sign_in_name}@example.org"


NURSES = (
    Nurse("grace", "Grace", "Adeyemi", HOSPITAL, "LEAD", ("NURSE", "LEAD_NURSE")),
    Nurse("tomasz", "Tomasz", "Wilk", HOSPITAL, "DEPUTY"),
    Nurse("amina", "Amina", "Yusuf", HOSPICE, "LEAD", ("NURSE", "LEAD_NURSE")),
    Nurse("fiona", "Fiona", "Kerr", HOSPICE, "DEPUTY"),
)
ON_LEAVE, COVERS = "fiona", "amina"
MANAGER = ("owen", "Owen", "Pritchard")

# The 13th and 14th live together and share an address, as couples do.
PATIENTS = (
    ("Margaret", "Holloway"), ("Desmond", "Achebe"), ("Irena", "Novakova"),
    ("Harbhajan", "Gill"), ("Sheila", "Braithwaite"), ("Kwame", "Boakye"),
    ("Eileen", "McCafferty"), ("Yusuf", "Rahmani"), ("Doreen", "Pickersgill"),
    ("Ravi", "Menon"), ("Josephine", "Lumley"), ("Anthony", "Castellano"),
    ("Barbara", "Thwaite"), ("Leonard", "Thwaite"), ("Mei", "Leung"),
    ("Gwyneth", "Probert"), ("Stanislaw", "Zielony"), ("Patience", "Moyo"),
    ("Alan", "Ramsbottom"), ("Farida", "Qureshi"), ("Trevor", "Blenkinsop"),
    ("Concepta", "Gallagher"), ("Winston", "Francis"), ("Hilda", "Oldroyd"),
    ("Nikos", "Stavrou"), ("Jean", "Micklethwaite"), ("Samuel", "Abernethy"),
    ("Lakshmi", "Raman"), ("Roy", "Duckworth"), ("Maureen", "Sugden"),
    ("Emeka", "Nwachukwu"), ("Dilys", "Bowen"), ("Brian", "Hepworth"),
    ("Shabana", "Mirza"), ("Norman", "Fairclough"), ("Olena", "Kovalchuk"),
    ("Cyril", "Ackroyd"), ("Beatriz", "Carvalho"), ("Malcolm", "Ogilvie"),
    ("Pauline", "Sykes"),
)  # fmt: skip
SHARED_ADDRESS = "Thwaite"


def email_of(first_name: str, last_name: str) -> str:
    if last_name == SHARED_ADDRESS:
        return "thwaite.family@example.org"
    return f"{first_name}.{last_name}@example.org".lower()


def phone_of(number: int) -> str:
    """Of the range that is kept for drama: no such phone rings."""
    return f"+447700900{number:03d}"


def other_phone_of(number: int) -> dict[str, str]:
    """A few have a second number, and it says whose it is."""
    whose = {1: "landline", 2: "husband", 5: "daughter", 9: "landline", 14: "son"}
    told = whose.get(number)
    return {"other_phone": f"01632 960{number:03d}", "other_phone_of": told} if told else {}
