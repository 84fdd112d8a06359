"""The environment of every test run, set before Django reads its settings (a pytest plugin)."""

import atexit
import os
import shutil
import tempfile

# A worker of pytest-xdist is ended without ceremony: its folder stands in that of the run.
_run = os.environ["VAR_DIR"] if "PYTEST_XDIST_WORKER" in os.environ else None
_folder = tempfile.mkdtemp(prefix="paincheck-test-", dir=_run)
if _run is None:
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ["SECRET_KEY"] = "a-key-for-tests-only-which-is-long-enough-to-be-accepted"
os.environ["TRIAL_KEY"] = "a-key-for-tests-that-seals-assignments"
os.environ["DEMO"] = "1"
os.environ["SITE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
os.environ["VAR_DIR"] = _folder
os.environ.setdefault("DATABASE_URL", "")
os.environ.setdefault("REDIS_URL", "")
os.environ["EMAIL_URL"] = ""
os.environ["NOTIFY_API_KEY"] = ""
os.environ["LANGUAGE_CODE"] = "en-gb"
