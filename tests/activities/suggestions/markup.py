"""What a page of suggestions sends, markup included."""

import re


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())
