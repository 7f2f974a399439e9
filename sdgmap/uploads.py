"""A size limit for uploaded files, on every page."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

#: The largest file that any page accepts. The rest of a larger file is skipped, and the page reports the error.
LARGEST_FILE = 20 * 2**20
LARGEST_REQUEST = 100 * 2**20
#: Names of the fields whose file was too large, in `request.META`.
TOO_LARGE = "sdgmap.too_large"


class LimitedUpload(FileUploadHandler):
    """Limits the size. Runs before Django's own handlers, which store the file in memory, or on disk above 2.5 MB."""

    def handle_raw_input(self, input_data: Any, META: dict, content_length: int, boundary: Any, encoding: Any = None):
        self.hopeless = content_length > LARGEST_REQUEST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0
        if self.hopeless:
            self._tell()
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        if self.size > LARGEST_FILE:
            self._tell()
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _tell(self) -> None:
        assert self.request is not None  # noqa: S101 - Django sets it
        self.request.META.setdefault(TOO_LARGE, []).append(self.field_name)
