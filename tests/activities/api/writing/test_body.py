"""The body of a request that writes, as JSON."""

import pytest

from activities.api.writing.body import once_each


class Name(str):
    """A text that counts how often it is compared."""

    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other):
        Name.compared += 1
        return str.__eq__(self, other)


def test_a_name_that_is_there_twice_is_found_in_one_pass():
    """A body can have half a million names: comparing each with all others would occupy the process for hours."""
    names = [Name(f"n{number}") for number in range(2_000)]
    with pytest.raises(ValueError, match="“n1999” is there twice"):
        once_each([(name, 1) for name in [*names, Name("n1999")]])
    assert Name.compared < 10_000
