"""Sweeps killed by SIGKILL wherever they are: every reader gets the one letter, under one Message-ID."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow
READERS = 150
MAKE = f"""
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.utils import timezone
from comments.models import Follow, Notice
from tests.factories import a_comment, a_person, a_story
story = a_story()
for number in range({READERS}):
    person = a_person(email=f"reader{{number}}@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Follow.objects.create(story=story, reader=person)
a_comment(story)
Notice.objects.update(created_at=timezone.now() - timedelta(hours=1))
"""
# The lease of what was killed is over at once.
SWEEP = """
from datetime import timedelta
from comments import letters
from comments.models import Letter, Notice
Letter.LEASE = timedelta(0)
print("sweeping", flush=True)
letters.sweep()
left = Notice.objects.to_mail().count() + Letter.objects.filter(sent_at=None).count()
print("left", left, Letter.objects.count())
"""


@pytest.fixture
def _database():
    """The site has a database of its own."""


def test_killed_anywhere_it_sends_every_letter(tmp_path):
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}
    common = {"cwd": settings.BASE_DIR, "env": environment}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True, **common)
    subprocess.run([sys.executable, "manage.py", "shell", "-v0", "-c", MAKE], check=True, **common)
    kills, chance = 0, random.Random(1)
    while True:
        sweep = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v0", "-c", SWEEP], stdout=subprocess.PIPE, text=True, **common
        )
        assert sweep.stdout.readline() == "sweeping\n"
        if kills < 8:
            time.sleep(chance.uniform(0.01, 0.25))
            os.kill(sweep.pid, signal.SIGKILL)
        said = sweep.communicate()[0]
        kills += sweep.returncode == -signal.SIGKILL
        if said == f"left 0 {READERS}\n":
            break
        assert sweep.returncode in (0, -signal.SIGKILL)
    assert kills >= 3
    check_mails(tmp_path / "data" / "mail", kills)


def check_mails(folder, kills):
    mails = "".join(path.read_text() for path in folder.iterdir())
    sent = re.findall(r"^To: (\S+)$.*?^Message-ID: (\S+)$", mails, re.M | re.S)
    assert len({to for to, _id in sent}) == len(set(sent)) == READERS
    twice = sum(Counter(sent).values()) - READERS
    assert twice <= kills  # where the kill fell between the server's word and our mark
