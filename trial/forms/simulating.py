"""Asking for a simulation."""

from django import forms

from clinicians.forms.fields import Key
from trial.forms.setup import whole
from trial.simulation import MOST_PARTICIPANTS


class SimulationForm(forms.Form):
    key = Key()
    participants = whole("Participants in each trial", 2, MOST_PARTICIPANTS)
    trials = whole("Trials to simulate", 100, 10_000, initial=10_000)
