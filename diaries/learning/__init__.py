"""'Tackling cancer pain': five short modules to read, in our own words.

Plain: no Django, no database, no clock. An example, to be approved by a clinician before use with
patients. What NICE says is paraphrased and linked, never copied. No module names a dose, turns one
medicine into another, or says that an extra painkiller may be taken early: that is for the nurse
to allow, one patient at a time (safety rule S7). The danger signs are those that are asked for
daily (S2), and the numbers to ring are the site's and stand on the page.

Only add a module or reword it: a code that has been stored must keep its meaning.
"""

from diaries.learning.beyond_medicines import BEYOND_MEDICINES
from diaries.learning.medicines import MEDICINES
from diaries.learning.parts import Module, Section
from diaries.learning.what_is_pain import WHAT_IS_PAIN
from diaries.learning.what_to_ask import WHAT_TO_ASK
from diaries.learning.when_to_call import WHEN_TO_CALL
from paincheck.speech import gettext_noop

__all__ = ["MODULE", "MODULES", "TITLE", "Module", "Section"]

TITLE = gettext_noop("Tackling cancer pain")

MODULES = (WHAT_IS_PAIN, MEDICINES, WHAT_TO_ASK, BEYOND_MEDICINES, WHEN_TO_CALL)
MODULE = {module.code: module for module in MODULES}
