"""Names that are offered while a nurse types the name of a medicine. Plain.

Our own short list of what is often given for pain, for bowels and against sickness: names without
doses, for the hand and not for the head. Whatever else is typed is taken as it stands.
"""

from datetime import date

OWNER = "example: to be approved by a clinician"
REVIEWED = date(2026, 11, 24)

PAINKILLERS = (
    "Alfentanil",
    "Amitriptyline",
    "Baclofen",
    "Buprenorphine patch",
    "Carbamazepine",
    "Clonazepam",
    "Co-codamol",
    "Codeine",
    "Dexamethasone",
    "Diazepam",
    "Diclofenac",
    "Dihydrocodeine",
    "Duloxetine",
    "Fentanyl patch",
    "Fentanyl, under the tongue or in the cheek",
    "Gabapentin",
    "Hydromorphone",
    "Ibuprofen",
    "Ketamine",
    "Lidocaine plaster",
    "Methadone",
    "Morphine, fast-acting liquid",
    "Morphine, slow-release",
    "Naproxen",
    "Nortriptyline",
    "Oxycodone, fast-acting",
    "Oxycodone, slow-release",
    "Paracetamol",
    "Pregabalin",
    "Tapentadol",
    "Tramadol",
)
LAXATIVES = (
    "Bisacodyl",
    "Docusate",
    "Glycerol suppository",
    "Lactulose",
    "Macrogol",
    "Naloxegol",
    "Phosphate enema",
    "Senna",
    "Sodium picosulfate",
)
ANTIEMETICS = (
    "Cyclizine",
    "Domperidone",
    "Haloperidol",
    "Hyoscine butylbromide",
    "Levomepromazine",
    "Metoclopramide",
    "Ondansetron",
    "Prochlorperazine",
)
NAMES = tuple(sorted({*PAINKILLERS, *LAXATIVES, *ANTIEMETICS}))
