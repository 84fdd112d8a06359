"""The environment of every test run, set before Django reads its settings (a pytest plugin)."""

import os
import tempfile

os.environ["SECRET_KEY"] = "a-key-for-tests-only-which-is-long-enough-to-be-accepted"
os.environ["DEMO"] = "1"
os.environ["SITE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="paincheck-test-")
os.environ.setdefault("DATABASE_URL", "")
os.environ.setdefault("REDIS_URL", "")
os.environ["EMAIL_URL"] = ""
