"""Minimisation written a second time, from Pocock and Simon's paper alone, to judge the first.

Nothing of `trial` is imported. Everybody allocated so far is kept in a list and looked through
again for every candidate arm; means, ranges and variances are taken by `statistics` over exact
fractions, as the paper's d_ik, D and G stand. Unequal shares after Han, Enas and McEntegart 2009.
"""

import statistics
from fractions import Fraction
from itertools import accumulate


class Oracle:
    """`shares`: {arm: share}; `weights`: {factor: weight}, in the design's order."""

    def __init__(self, shares, weights, p, spread):
        self.shares, self.weights, self.p = shares, weights, Fraction(p)
        self.spread = {"range": lambda row: max(row) - min(row), "variance": statistics.variance}[
            spread
        ]
        self.given = []

    def lack_of_balance(self, person, candidate):
        """The paper's G for one arm: everybody again, and this person put there."""
        world = [*self.given, (person, candidate)]
        total = Fraction(0)
        for factor, weight in self.weights.items():
            alike = [arm for who, arm in world if who[factor] == person[factor]]
            row = [Fraction(alike.count(arm), share) for arm, share in self.shares.items()]
            total += Fraction(weight) * self.spread(row)
        return total

    def allocate(self, person, draw):
        """`draw` of 2**53; the arms lie end to end from 0 to 1, each as wide as it is probable."""
        sums = {arm: self.lack_of_balance(person, arm) for arm in self.shares}
        best = [arm for arm in sums if sums[arm] == min(sums.values())]
        everything = sum(self.shares.values())
        coin = {}
        for arm, share in self.shares.items():
            if arm not in best:
                coin[arm] = (1 - self.p) * share / (everything - min(self.shares.values()))
        left = Fraction(1) - sum(coin.values())
        for arm in best:
            coin[arm] = left * self.shares[arm] / sum(self.shares[each] for each in best)
        ends = accumulate(coin[arm] for arm in self.shares)
        at = Fraction(draw, 2**53)
        chosen = next(arm for arm, end in zip(self.shares, ends, strict=True) if at < end)
        self.given.append((person, chosen))
        return chosen, sums, coin
