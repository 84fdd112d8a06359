"""How handing a message to a provider can end, other than well. Plain: senders raise these.

All are OSErrors, as smtplib's own are, so that whoever sends a mail the usual way catches them.
"""


class NotAccepted(OSError):
    """The provider did not say that it takes the message."""


class Refused(NotAccepted):
    """For good: the provider will not take this for this address. No use in trying again."""


class NotNow(NotAccepted):
    """Not taken at this moment; it has certainly not left."""


class Unreachable(NotNow):
    """Nothing can be handed over now, neither this message nor any other."""


class Unknown(NotAccepted):
    """The answer never came after we began to send: it may have arrived."""
