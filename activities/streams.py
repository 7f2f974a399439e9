"""The content of a response that is sent while it is made."""

from collections.abc import Callable, Iterator


class Stream:
    """An iterator that calls `then` when its response is closed: after the last byte, when the client disconnects, or
    if nothing was ever read. Django closes the content of a response once; a generator that never began would not run
    its `finally`."""

    def __init__(self, content: Iterator[bytes], then: Callable[[], object]):
        self._content, self.close = content, then

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._content)
