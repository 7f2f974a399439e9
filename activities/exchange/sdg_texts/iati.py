"""IATI code lists UNSDG-Goals.xml and UNSDG-Targets.xml (English and French)."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from django.utils.translation import gettext as _

from activities.exchange.sdg_texts.shapes import Found, SdgTextsError

NAME = "IATI code list"
ROOT = re.compile(rb"<codelist[\s>]")
#: "Goal 9. …" and "Objectif 9. …": the list has the number before the sentence.
NUMBERED = re.compile(r"^\s*(?:Goal|Objectif|Target|Cible)\s+[\w.]+?\.?\s+")


def knows(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" and ROOT.search(data[:5000]) is not None


def read(data: bytes, name: str) -> Iterator[Found]:
    """The narratives of each item. Those without xml:lang are in the language of the list."""
    root = parse(data, name)
    default = root.get("xml:lang", "en")
    for item in root.iterfind("codelist-items/codelist-item"):
        code = item.findtext("code")
        for narrative in item.iterfind("name/narrative"):
            text = "".join(narrative.itertext())
            yield Found(code, narrative.get("xml:lang", default), NUMBERED.sub("", text))


def parse(data: bytes, name: str) -> Element:
    """The root element. A document type is refused: its entities could read local files or expand to gigabytes."""
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data

    def refuse(*_declaration):
        raise SdgTextsError(
            _("%(name)s declares a document type, which could hide entities; IATI code lists have none. Remove it.")
            % {"name": name}
        )

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise SdgTextsError(_("%(name)s is not valid XML: %(reason)s") % {"name": name, "reason": error}) from error
    return builder.close()
