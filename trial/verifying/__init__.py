"""`verify_trial`: is every allocation there, unchanged, and what its evidence comes to?

Each is made again: by minimisation and simple from its draw and the counts before it, in a block
from the draws that were sealed with the block, on a list by its place there and the list's digest.
The first row that does not fit is named, with what is wrong. Nothing said here tells an arm.

The trail keeps the digest of each allocation too, so that one taken off the chain's end is found
while the trail has its line. Where both were cut or written anew, only an anchor shows it: number
and digest of an allocation, kept outside the database.
"""

from trial.verifying.run import Verdict, verify
from trial.verifying.wrong import Wrong

__all__ = ["Verdict", "Wrong", "verify"]
