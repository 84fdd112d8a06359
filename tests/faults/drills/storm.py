"""Many checks in a minute, straight into the table: python -m tests.faults.drills.storm SECONDS.

Reads lines of JSON, {code, worst, key}, and stores them spread over so many seconds, each followed
by its bell, as the web would. Straight, because the web of two cores could not take them in.
"""

import json
import sys
import time
from decimal import Decimal

import django


def main(seconds: float) -> None:
    django.setup()
    from alerts.receivers import publish
    from diaries.answers import Answers
    from diaries.models import PainCheck, Patient
    from paincheck import clock

    told = [json.loads(line) for line in sys.stdin]
    patients = Patient.objects.in_bulk([one["code"] for one in told], field_name="code")
    began, batch = time.monotonic(), max(1, round(len(told) / seconds / 2))
    for start in range(0, len(told), batch):
        due = began + seconds * start / len(told)
        time.sleep(max(0.0, due - time.monotonic()))
        now = clock.now()
        checks = [
            PainCheck(
                patient=patients[one["code"]], key=one["key"], worst=Decimal(one["worst"]),
                digest=Answers(worst=Decimal(one["worst"])).digest(),
                answered_at=now, received_at=now, day=now.date(), flag_due_at=now,
            )
            for one in told[start : start + batch]
        ]  # fmt: skip
        PainCheck.objects.bulk_create(checks)
        for check in checks:
            publish(kind="check", row_id=str(check.pk))
    print(time.monotonic() - began)


if __name__ == "__main__":
    main(float(sys.argv[1]))
