"""Files that people send: none is taken in beyond a limit, whatever a page does with it."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

#: No page asks for a larger file. What a little larger one holds is let pass by unread, so that the page can say why.
LARGEST_FILE = 20 * 2**20
LARGEST_REQUEST = 100 * 2**20
#: Names of the fields whose file was too large, in `request.META`.
TOO_LARGE = "sdgmap.too_large"


class LimitedUpload(FileUploadHandler):
    """Stands before Django's own handlers, which keep what it hands on: in memory, or in a file beyond 2.5 MB."""

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
