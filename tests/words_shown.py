"""The texts that the source shows to people: (path, line, text) from Python, templates and scripts; never from data.

Python: messages passed to a gettext function, and every other string with a space in it (errors, console output), but
neither docstrings nor SQL. Templates: text, attribute values, and strings passed to `translate` or `_()`. Scripts:
strings with a space in them.
"""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parents[1]
CODE = ("activities", "roadmap", "sdgmap")
PAGES = ("templates/**/*.html", "templates/**/*.txt", "static/js/*.js")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
#: Replaces a value that is filled in.
VALUE = "…"
SQL = re.compile(r"\b(?:SELECT|FROM|JOIN|WHERE|UPDATE|AND|UNION|TABLE|SCHEMA)\b|json_build_object")
STRING = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
#: Attributes that are read or shown. Any other with a space in it counts too, but for markup.
READ_OUT = {"alt", "aria-label", "placeholder", "title"}
MARKUP = {"class", "content", "d", "media", "points", "rel", "viewbox", "hx-trigger", "hx-vals", "hx-swap", "hx-target"}
MARKUP |= {"action", "href", "id", "aria-labelledby", "aria-describedby", "hx-get", "hx-post", "hx-include", "dir"}


def files() -> list[Path]:
    """All source files that can contain a text for people. Migrations stay as they were written; robots.txt is for
    programs."""
    code = [path for folder in CODE for path in ROOT.glob(f"{folder}/**/*.py") if "migrations" not in path.parts]
    pages = [path for pattern in PAGES for path in ROOT.glob(pattern) if path.name != "robots.txt"]
    return sorted([*code, *pages])


def texts(path: Path) -> list[tuple[int, str]]:
    """(line, text) for each text in a file, with single spaces."""
    read = {".py": python_texts, ".js": script_texts}.get(path.suffix, template_texts)
    found = [(line, " ".join(text.split())) for line, text in read(path.read_text())]
    return [(line, text) for line, text in found if text]


def is_prose(text: str) -> bool:
    return " " in text and not SQL.search(text)


def python_texts(source: str):
    tree = ast.parse(source)
    said = set()  # ids of nodes that a larger text holds, and of docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            said |= {id(part) for part in node.values}
            text = "".join(part.value if isinstance(part, ast.Constant) else VALUE for part in node.values)
            if is_prose(text):
                yield node.lineno, text
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in GETTEXT:
            for part in node.args:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    said.add(id(part))
                    yield part.lineno, part.value
    for node in ast.walk(tree):
        is_string = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_string and id(node) not in said and is_prose(node.value):
            yield node.lineno, node.value


def script_texts(source: str):
    for number, line in enumerate(source.splitlines(), 1):
        for match in re.finditer(rf"{STRING}|`[^`]*`", re.sub(r"(^|\s)//.*", "", line)):
            if " " in match[0]:
                yield number, match[0][1:-1]


class Shown(HTMLParser):
    """Collects text and attributes. Inline markup does not part a sentence; a template tag or a block does."""

    INLINE = {"a", "abbr", "b", "bdi", "code", "em", "span", "strong", "time"}

    def __init__(self):
        super().__init__()
        self.found, self.open, self.silent = [], None, False

    def handle_starttag(self, tag, attrs):
        if tag not in self.INLINE:
            self.close_text()
        self.silent = tag in ("script", "style")
        for name, value in attrs:
            if value and (name in READ_OUT or (name not in MARKUP and " " in value.strip())):
                self.found.append((self.getpos()[0], value))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self.silent = False
        if tag not in self.INLINE:
            self.close_text()

    def handle_data(self, data):
        if self.silent:
            return
        for part in re.split("(\x1f)", data):
            if part == "\x1f":
                self.close_text()
            elif part.strip() or self.open:
                line = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
                self.open = (self.open[0], self.open[1] + part) if self.open else (line, part)

    def close_text(self):
        if self.open:
            self.found.append(self.open)
        self.open = None


def template_texts(source: str):
    source = re.sub(r"{% comment %}.*?{% endcomment %}", lambda match: "\n" * match[0].count("\n"), source, flags=re.S)
    page = ""
    for token in Lexer(source).tokenize():
        strings = re.findall(rf"_\(({STRING})\)", token.contents)
        if token.token_type == TokenType.TEXT:
            page += token.contents
        elif token.token_type == TokenType.VAR:
            page += VALUE + "".join(f"\x1f{string[1:-1]}\x1f" for string in strings)
        elif token.token_type == TokenType.BLOCK:
            if token.contents.startswith(("translate ", "trans ")):
                strings += re.findall(STRING, token.contents)[:1]
            page += "\x1f".join(["", *(string[1:-1] for string in strings), ""])
    reader = Shown()
    reader.feed(page)
    reader.close()
    reader.close_text()
    return [(line, text.replace("\x1f", " ")) for line, text in reader.found]
