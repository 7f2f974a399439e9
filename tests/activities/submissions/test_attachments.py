"""Files: what is accepted by content, what is left of a picture, and who gets them."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from activities.actions.ledger import Refused
from activities.actions.submissions.attachments import attach_file, remove_file
from activities.actions.submissions.drafting import discard_draft
from activities.actions.submissions.rows import NotTheirs
from activities.exchange.attached import MOST_BYTES, Unfit, fit_file
from activities.models import Attachment
from tests.factories.activities import ActivityFactory, UserFactory
from tests.factories.submissions import MembershipFactory, SubmissionFactory

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
DAMAGED = "The file begins like a PDF but is damaged or incomplete. Save it as PDF again."
NEITHER = "This is neither a PDF nor a picture (PNG, JPEG, WebP). Choose another file."


def picture(kind="PNG", size=(8, 6), **how):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    return out.getvalue()


def huge_png(side=40_000):
    """A PNG that says it has so many pixels a side, in a few bytes."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big", b"\0" * 50_000_000)
    return out.getvalue()


def in_short(value):
    """The name of a test: files by their size, because a zip has the time in it, and all workers must name it alike."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else None


def test_a_pdf_is_kept_as_it_is():
    fit = fit_file("Annual report.pdf", PDF)
    assert (fit.name, fit.content_type, fit.content) == ("Annual report.pdf", "application/pdf", PDF)


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_a_picture_is_encoded_anew_without_metadata(kind, ending):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    sent = picture(kind, exif=exif.tobytes(), **({"comment": b"secret place"} if kind == "JPEG" else {}))
    fit = fit_file("photo.bmp", sent + b"<script>secret place</script>")
    assert b"secret place" not in fit.content
    assert (fit.name, fit.content_type) == (f"photo.{ending}", f"image/{'jpeg' if kind == 'JPEG' else kind.lower()}")
    with Image.open(io.BytesIO(fit.content)) as again:
        assert (again.format, again.size, dict(again.getexif())) == (kind, (8, 6), {})


def test_a_turned_photo_stays_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(fit_file("a.jpg", picture("JPEG", exif=exif.tobytes())).content)) as again:
        assert again.size == (6, 8)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty. Choose another one."),
        (b"x" * (MOST_BYTES + 1), "The file is larger than 10 MB. Choose a smaller one."),
        (b"<html><script>alert(1)</script>", NEITHER),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NEITHER),
        (b"MZ\x90\0", NEITHER),
        (picture("GIF"), NEITHER),
        (picture("PNG")[:40], NEITHER),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, NEITHER),
        (b"%PDF-1.7", DAMAGED),
        (PDF + b"<script>", DAMAGED),
        (b"GIF89a" + PDF, NEITHER),
        (zip_bomb(), NEITHER),
        (b"%PDF-1.7\n" + b"1" * 9_000_000, DAMAGED),  # an open-ended search for numbers would take hours
        (b"%PDF-1.7\n1" + b" " * 9_000_000, DAMAGED),
        (huge_png(), "The picture has more than 30 million pixels. Make it smaller."),
    ],
    ids=in_short,
)
def test_anything_else_is_refused(content, why):
    with pytest.raises(Unfit) as refusal:
        fit_file("report.pdf", content)
    assert str(refusal.value) == why


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\report.PDF", "report.pdf"),
        ("re\0port\u202efdp.exe", "reportfdp.pdf"),
        ("a" * 500 + ".pdf", "a" * 120 + ".pdf"),
        ("", "file.pdf"),
        ("<img src=x>.pdf", "img src=x.pdf"),
        ("تقرير.pdf", "تقرير.pdf"),
    ],
)
def test_the_name_is_made_safe(name, expected):
    assert fit_file(name, PDF).name == expected


@pytest.fixture
def draft(db):
    return SubmissionFactory()


def attach(row, **how):
    return attach_file(**{"submission": row, "name": "report.pdf", "content": PDF, "by": row.created_by} | how)


def test_nothing_of_the_path_comes_from_its_sender(draft):
    one, other = attach(draft), attach(draft)
    assert one.file.name == f"attachments/{one.key[:2]}/{one.key}"
    assert one.key != other.key
    assert len(one.key) >= 32


def test_a_submission_has_ten_files_at_most(draft):
    Attachment.objects.bulk_create(Attachment(submission=draft, name="a", size=1, file="x") for _ in range(10))
    with pytest.raises(Refused, match="A submission can have 10 files"):
        attach(draft)


@pytest.mark.parametrize("state", ["submitted", "rejected", "withdrawn"])
def test_files_are_closed_after_a_submission(db, state):
    row = SubmissionFactory(state=state)
    with pytest.raises(Refused, match="its files cannot be changed"):
        attach(row)


def test_others_cannot_attach(draft):
    with pytest.raises(NotTheirs):
        attach(draft, by=UserFactory())


def test_a_removed_file_is_gone_from_the_storage(draft, django_capture_on_commit_callbacks):
    one = attach(draft)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(submission=draft, attachment=one.pk, by=draft.created_by)
        remove_file(submission=draft, attachment=one.pk, by=draft.created_by)
    assert not one.file.storage.exists(one.file.name)
    one.refresh_from_db()
    assert one.removed_at


def test_a_discarded_draft_leaves_no_file(draft, django_capture_on_commit_callbacks):
    one = attach(draft)
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(submission=draft, by=draft.created_by)
    assert not one.file.storage.exists(one.file.name)


def test_the_page_adds_describes_and_removes_files(client, draft):
    client.force_login(draft.created_by)
    address = reverse("submission-evidence", args=[draft.code])
    sent = {"seen": 0, "page": "p", "contact_name": "New Name", "contact_email": "n@example.org"}
    file = SimpleUploadedFile("photo.png", picture())
    response = client.post(address, sent | {"file": file, "statement": "Shows the school", "attach": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == f"{address}#files"
    one = draft.attachments.get()
    assert (one.name, one.statement, one.content_type) == ("photo.png", "Shows the school", "image/png")
    draft.refresh_from_db()
    assert draft.answers["contact_name"] == "New Name"
    client.post(address, sent | {f"statement.{one.pk}": "Shows the roof", "later": "1"})
    one.refresh_from_db()
    assert one.statement == "Shows the roof"
    check = client.get(reverse("submission-check", args=[draft.code])).content.decode()
    assert "photo.png" in check
    assert "Shows the roof" in check
    client.post(address, sent | {"remove": one.pk})
    assert not draft.attachments.filter(removed_at=None).exists()


@pytest.mark.parametrize("content", [b"<html>", b"", zip_bomb(), huge_png(), b"x" * (MOST_BYTES + 1)], ids=in_short)
def test_a_wrong_file_comes_back_with_the_reason_and_all_input(client, draft, content):
    client.force_login(draft.created_by)
    sent = {"seen": 0, "page": "p", "contact_name": "New Name", "contact_email": "x", "statement": "Shows it"}
    file = SimpleUploadedFile("report.pdf", content)
    response = client.post(reverse("submission-evidence", args=[draft.code]), sent | {"file": file, "attach": "1"})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_file"' in html
    assert 'value="New Name"' in html
    assert 'value="Shows it"' in html
    assert not draft.attachments.exists()


def get(client, one):
    return client.get(reverse("attachment", args=[one.key, one.name]))


def test_a_file_is_a_download_for_members_and_reviewers_only(client, draft):
    one = attach(draft)
    assert get(client, one).status_code == 404
    for user in (UserFactory(), MembershipFactory().user, UserFactory(role="coordinator")):
        client.force_login(user)
        assert get(client, one).status_code == 404
    client.force_login(draft.created_by)
    response = get(client, one)
    assert (response.status_code, b"".join(response.streaming_content)) == (200, PDF)
    assert response["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]
    draft.state, draft.submitted_at = "submitted", draft.created_at
    draft.save()
    client.force_login(UserFactory(role="coordinator"))
    assert get(client, one).status_code == 200


def test_a_published_file_is_for_everyone_until_it_is_removed(client, draft):
    one = attach(draft)
    one.activity = activity = ActivityFactory()
    one.save()
    assert get(client, one).status_code == 200
    assert "report.pdf" in client.get(reverse("activity", args=[activity.pk])).content.decode()
    activity.withdrawn = True
    activity.save()
    assert get(client, one).status_code == 404
    activity.withdrawn = False
    activity.save()
    Attachment.objects.filter(pk=one.pk).update(removed_at=draft.created_at)
    assert get(client, one).status_code == 404


def test_a_file_that_is_gone_from_the_storage_is_not_found(client, draft):
    one = attach(draft)
    one.file.storage.delete(one.file.name)
    client.force_login(draft.created_by)
    assert get(client, one).status_code == 404
