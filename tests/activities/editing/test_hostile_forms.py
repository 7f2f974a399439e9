"""No field of any form of staff takes hostile text for more than text: no answer breaks, none shows it as markup."""

import pytest
from django.db import transaction

from tests.activities.editing.staff_forms import WRITES, Desk

HOSTILE = {
    "nul": "\x00a",
    "markup": "\u202e<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7|add:7 }}%s",
    "megabyte": "x" * 1_000_000,
    "number": "9" * 30,
}
#: Fields that many forms read although a page need not send them.
FURTHER = ("reason", "seen", "base", "back", "others")


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, form in WRITES.items() if form])
def test_every_field_of_every_form(client, name):
    desk = Desk(client)
    path, data = WRITES[name](desk)
    client.raise_request_exception = False
    wrong = []
    for field in dict.fromkeys([*data, *FURTHER]):
        for kind, text in HOSTILE.items():
            with transaction.atomic():
                answer = client.post(path, data | {field: text})
                transaction.set_rollback(True)
            page = answer.content.decode()
            if answer.status_code >= 500 or "<script>alert" in page or "<img src=x" in page:
                wrong.append((field, kind, answer.status_code))
    assert wrong == []
