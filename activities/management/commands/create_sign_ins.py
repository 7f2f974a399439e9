"""manage.py create_sign_ins: an account for each role and for a stakeholder, with generated passwords, for your own
machine."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from activities import rules
from activities.models import User
from activities.models.sector import Sector

#: Has no role of the secretariat.
STAKEHOLDER = "stakeholder"
ACCOUNTS = {
    rules.FOCAL_POINT: "focal.point@sdgmap.example",
    rules.COORDINATOR: "coordinator@sdgmap.example",
    rules.ADMINISTRATOR: "administrator@sdgmap.example",
    STAKEHOLDER: "stakeholder@sdgmap.example",
}


class Command(BaseCommand):
    help = "Create a sign-in for each role and write them to a file that only its owner can read. DEBUG only."

    def add_arguments(self, parser):
        parser.add_argument("--out", type=Path, required=True, help="the file to write, mode 0600")

    def handle(self, *, out: Path, **_):
        if not settings.DEBUG:
            raise CommandError("Generated sign-ins are for DEBUG only. In production, use `manage.py createsuperuser`.")
        known = self._known(out)
        sign_ins = [
            {"role": role, "email": email, "password": self._password(email, known.get(email))}
            for role, email in ACCOUNTS.items()
        ]
        out.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.fchmod(handle, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(sign_ins, file, indent=2)
        for each in sign_ins:  # after the file: a run killed in between must not leave accounts without known password
            self._sign_in(**each)
            self.stdout.write(f"{each['role']:14} {each['email']:32} {each['password']}")

    def _known(self, out: Path) -> dict[str, str]:
        """Passwords in the file of an earlier run, which stay valid."""
        try:
            return {each["email"]: each["password"] for each in json.loads(out.read_text())}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _password(self, email: str, known: str | None) -> str:
        """The password in the file if it is still the account's password, else a new one."""
        user = User.objects.filter(email=email).first()
        return known if known and (user is None or user.check_password(known)) else secrets.token_urlsafe(12)

    def _sign_in(self, *, role: str, email: str, password: str) -> None:
        sectors = [Sector.DEVELOPMENT] if role == rules.FOCAL_POINT else []
        user, new = User.objects.get_or_create(email=email, defaults={"name": role.capitalize(), "sectors": sectors})
        if new or not user.check_password(password):
            user.set_password(password)
        user.is_staff = role != STAKEHOLDER
        user.save()
        if user.is_staff:
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        user.vouch_for_email()
