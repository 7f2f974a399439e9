"""Cells as a page shows them, and as a script sends them."""

from html.parser import HTMLParser

SCRIPT = {"HX-Request": "true"}


class Cells(HTMLParser):
    """The cells of a page: {key: (classes, words, number below, seen)}."""

    def __init__(self, html: str):
        super().__init__()
        self.found, self.key, self.tag = {}, None, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "td" and (attrs.get("id") or "").startswith("c"):
            self.key = attrs["id"][1:]
            self.found[self.key] = [attrs.get("class", ""), "", "", int(attrs.get("data-seen", 0))]
        self.tag = tag

    def handle_endtag(self, tag):
        self.key = None if tag == "td" else self.key
        self.tag = ""

    def handle_data(self, data):
        if self.key and self.tag in ("i", "b"):
            self.found[self.key][1 if self.tag == "i" else 2] += data


def cells(response) -> dict[str, list]:
    return Cells(response.content.decode()).found


def post(client, activity, term, **data):
    headers = SCRIPT if data.pop("script", True) else {}
    return client.post(f"/matrix/edit/{activity.pk}/{term.pk}/", data, headers=headers)
