"""Where attached files are stored, by one setting."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from sdgmap.environment import storage

FILES = "django.core.files.storage.FileSystemStorage"
S3 = "storages.backends.s3.S3Storage"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", {"BACKEND": FILES}),
        ("file:///srv/sdgmap/files", {"BACKEND": FILES, "OPTIONS": {"location": "/srv/sdgmap/files"}}),
        (
            "s3://bucket",
            {"BACKEND": S3, "OPTIONS": {"bucket_name": "bucket", "default_acl": None, "file_overwrite": False}},
        ),
        (
            "s3://bucket/folder?region=eu-central-1&endpoint=https://s3.example",
            {
                "BACKEND": S3,
                "OPTIONS": {
                    "bucket_name": "bucket",
                    "default_acl": None,
                    "file_overwrite": False,
                    "endpoint_url": "https://s3.example",
                    "region_name": "eu-central-1",
                    "location": "folder",
                },
            },
        ),
    ],
)
def test_the_storage_of_an_address(url, expected):
    assert storage(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "/srv/files",
        "file:relative",
        "https://bucket",
        "s3://",
        "s3://key:secret@bucket",
        "s3://b?acl=public",
        "s3://[b",
    ],
)
def test_another_address_is_refused_without_repeating_it(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        storage(url)
    assert "FILE_STORAGE_URL is not a place for files." in str(refusal.value)
    assert "secret@" not in str(refusal.value)
