"""What a reader reads of a page."""

import re


def text(response) -> str:
    """The words of a page's main part, without markup and with single spaces."""
    body = response.content.decode()
    body = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
