"""/roadmap/editions/upload/: a register of commitments from a CSV file, in the browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from activities import rules
from activities.models import Change
from roadmap.forms.editions.register_file import MOST_LINES
from roadmap.models import Action, Body, Edition
from sdgmap import uploads
from tests.factories.activities import UserFactory
from tests.factories.roadmap import BodyFactory, EditionFactory
from tests.roadmap.commitments.test_load_register import HEAD, ROWS, sectors  # noqa: F401 - a fixture
from tests.roadmap.test_pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sectors")]
UPLOAD = "/roadmap/editions/upload/"


@pytest.fixture
def chair(client):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    return client


def typed(text=HEAD + ROWS, name="outcome.csv", **others):
    usual = {"register": "wsis-outcome", "code": "outcome", "date": "2025-12-17", "title": "Outcome"}
    return usual | {"file": SimpleUploadedFile(name, text.encode())} | others


def test_a_file_becomes_a_draft_in_one_change(chair):
    BodyFactory(name="General Secretariat")
    assert UPLOAD in chair.get("/roadmap/editions/").content.decode()
    assert "section_no , section_title , action_id" in words(chair.get(UPLOAD))
    changes = Change.objects.count()
    response = chair.post(UPLOAD, typed())
    assert (response.status_code, response.headers["Location"]) == (302, "/roadmap/editions/outcome/")
    edition = Edition.objects.get()
    assert (edition.state, edition.title, edition.register) == ("draft", "Outcome", "wsis-outcome")
    assert Change.objects.count() == changes + 1
    assert [one.code for one in Action.objects.order_by("position")] == ["11.1", "11.2"]
    assert "The register is loaded as a draft." in words(chair.get("/roadmap/editions/outcome/"))


def test_marks_that_disguise_text_are_left_out(chair):
    chair.post(UPLOAD, typed(HEAD + "11,Follow\u202e-up,11.1,Re\u2066port.,report,annual,I\u202dTU,,,,\n"))
    action = Action.objects.select_related("section").get()
    assert (action.section.title, action.text, action.responsible) == ("Follow-up", "Report.", "ITU")


def test_every_error_of_the_file_is_listed_and_nothing_is_loaded(chair):
    wrong = "11,Follow-up,12.1,Report.,report,annual,ITU,9.z,,,proposed\n11,Other,11.2,,event,annual,,,,,\n"
    response = chair.post(UPLOAD, typed(HEAD + wrong))
    assert response.status_code == 422
    text = words(response)
    assert "The file has 5 errors. Nothing was loaded." in text
    assert "2 linked_sdgs “9.z” is not a Goal or an SDG target. Did you mean 9.c?" in text
    assert "3 section_title Section 11 has two titles. Write the same title in all its rows." in text
    assert (Edition.objects.exists(), Action.objects.exists(), Body.objects.exists()) == (False, False, False)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("11,T,11.1234567890,Report.,report,,ITU,,,,", "action_id"),
        (f"11,T,11.1,{'x' * 5001},report,,ITU,,,,", "action"),
        (f"11,T,11.1,Report.,report,,{'x' * 201},,,,", "responsible"),
        (f"11,T,11.1,Report.,report,,ITU,,{'x' * 201},,", "evidence The name of a cited document has more than 200"),
        ("11,T,11.1,Report.", "The row has 4 cells, the header has 11."),
    ],
)
def test_what_does_not_fit_is_an_error_of_its_row(chair, row, message):
    response = chair.post(UPLOAD, typed(f"{HEAD}{row}\n"))
    assert (response.status_code, Edition.objects.exists()) == (422, False)
    assert f"2 {message}" in words(response) or f"2 – {message}" in words(response)


def test_a_missing_column_is_named(chair):
    response = chair.post(UPLOAD, typed(HEAD.replace("para_ref", "paragraph") + ROWS))
    assert response.status_code == 422
    assert "1 para_ref The column is missing. Is it the one named “paragraph”?" in words(response)


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"file": ""}, "Choose a file to upload."),
        ({"file": SimpleUploadedFile("empty.csv", b"")}, "The file is empty. Choose another one."),
        ({"file": SimpleUploadedFile("long.csv", b"\n" * (MOST_LINES + 1))}, "The file has more than 2,000 lines."),
        ({"file": SimpleUploadedFile("mac.csv", b"\r" * (MOST_LINES + 1))}, "The file has more than 2,000 lines."),
        ({"file": SimpleUploadedFile("wide.csv", b"," * 100_000)}, "The file has 100001 columns; the limit is 500."),
        ({"file": SimpleUploadedFile("latin.csv", b"\xff\xfe")}, "The file is not UTF-8 text"),
        ({"code": "Next one"}, "Code: Use small letters, digits and hyphens, such as 2026 or wsis-20."),
        ({"date": "June"}, "Date: Enter a year, a month or a day"),
        ({"title": ""}, "Enter the title of the edition."),
    ],
)
def test_wrong_input_is_refused_with_the_way_out(chair, others, message):
    response = chair.post(UPLOAD, typed(**others))
    assert (response.status_code, Edition.objects.exists()) == (422, False)
    assert message in words(response)


def test_a_code_that_is_taken_is_refused(chair):
    EditionFactory(code="outcome")
    response = chair.post(UPLOAD, typed())
    assert response.status_code == 409
    assert "An edition already has the code outcome. Choose another code." in words(response)


def test_a_file_that_is_too_large_is_refused(chair):
    response = chair.post(UPLOAD, typed(file=""), **{uploads.TOO_LARGE: ["file"]})
    assert (response.status_code, Edition.objects.exists()) == (422, False)
    assert "The file is larger than 20 MB. Shorten it and upload it again." in words(response)


def test_only_coordinators_upload(client):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"]))
    assert client.post(UPLOAD, typed()).status_code == 403
    assert not Edition.objects.exists()
