"""The pages of 'Tackling cancer pain': the list, one module, and all of them as a booklet."""

from dataclasses import dataclass
from datetime import datetime

from diaries.learning import MODULES, TITLE, Module
from diaries.models import ModuleRead, Patient
from diaries.promises import Number, numbers_to_ring
from diaries.queries.patients import phones_of


@dataclass(frozen=True)
class Listed:
    """One module in the list; `is_read`: she marked it so herself."""

    module: Module
    is_read: bool


@dataclass(frozen=True)
class LearnPage:
    """`film` and `booklet` are addresses of the site's own, elsewhere; '' where it has none."""

    title: str
    modules: tuple[Listed, ...]
    site: str
    film: str
    booklet: str


@dataclass(frozen=True)
class ModulePage:
    """`following`: the next one in the list, or None."""

    title: str
    module: Module
    is_read: bool
    following: Module | None


@dataclass(frozen=True)
class Booklet:
    """`numbers` as they are true at any hour: paper does not know when it is read."""

    title: str
    modules: tuple[Module, ...]
    site: str
    numbers: list[Number]


def learn_page(patient: Patient) -> LearnPage:
    marks = ModuleRead.objects.filter(patient=patient).values_list("module", flat=True)
    read = set(marks)
    site = patient.team.site
    return LearnPage(
        title=TITLE,
        modules=tuple(Listed(module, module.code in read) for module in MODULES),
        site=site.name,
        film=site.film_url,
        booklet=site.booklet_url,
    )


def module_page(patient: Patient, module: Module) -> ModulePage:
    after = MODULES[MODULES.index(module) + 1 :]
    return ModulePage(
        title=TITLE,
        module=module,
        is_read=ModuleRead.objects.filter(patient=patient, module=module.code).exists(),
        following=after[0] if after else None,
    )


def booklet(patient: Patient, now: datetime) -> Booklet:
    site = patient.team.site
    numbers = numbers_to_ring(phones_of(site), hours=None, now=now)
    return Booklet(title=TITLE, modules=MODULES, site=site.name, numbers=numbers)
