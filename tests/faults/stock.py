"""Stock Celery on Redis: alerts as most programs send them, with nothing but defaults.

What `make faults-compare` puts beside PainCheck. The caller has committed its row already when it
calls `delay`; the task sends the mail. STOCK_REDIS and STOCK_MAIL say where.
"""

import os
import smtplib
import sys
from email.message import EmailMessage

from celery import Celery

app = Celery("stock", broker=os.environ["STOCK_REDIS"])


@app.task
def send_alert(code: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "stock@example.org", "nurse@example.org"
    message["Subject"], message["Message-ID"] = "A patient needs you", f"<{code}@stock>"
    message.set_content(f"http://127.0.0.1/patients/{code}/")
    host, port = os.environ["STOCK_MAIL"].split(":")
    with smtplib.SMTP(host, int(port)) as line:
        line.send_message(message)


def hand_over() -> None:
    """One code a line; what could not be handed over is said."""
    for line in sys.stdin:
        try:
            send_alert.delay(line.strip())
        except Exception as error:  # noqa: BLE001
            print(f"{line.strip()} {type(error).__name__}")
