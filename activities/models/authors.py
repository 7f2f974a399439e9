"""Who made a Change, in words: a person by name, a command by where its data is from."""

from django.utils.translation import gettext_lazy

#: Each command that writes facts, and where its data is from.
SOURCES = {
    "load_reference": gettext_lazy("from ITU’s published data"),
    "import_sdg_texts": gettext_lazy("from the UN’s published texts"),
    "load_framework": gettext_lazy("from a file with a framework"),
    "load_register": gettext_lazy("from a file with commitments"),
    "import_activities": gettext_lazy("from a file with activities"),
}


def source(actor: str, by: int | None) -> str:
    """Where the data of a command is from; "" for a person. `by`: the id of the user who made the Change, who may have
    the name of a command."""
    return "" if by else str(SOURCES.get(actor, ""))


def commands(words: str) -> list[str]:
    """The commands whose source contains the words, in upper or lower case."""
    return [name for name, said in SOURCES.items() if words.casefold() in str(said).casefold()]
