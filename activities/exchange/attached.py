"""Files that people attach. They may be hostile. The content of a file decides what it is, not its name. A PDF is
checked and kept as it is. A picture is decoded and encoded again, so that only its pixels are left."""

import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from activities.validators import clean_line

MB = 2**20
MOST_BYTES = 10 * MB
#: Decoded, a pixel takes four bytes: such a picture takes 120 MB.
MOST_PIXELS = 30_000_000
LONGEST_NAME = 120
#: {format of Pillow: (content type, ending)}
PICTURES = {"PNG": ("image/png", "png"), "JPEG": ("image/jpeg", "jpg"), "WEBP": ("image/webp", "webp")}
PDF_TYPE = "application/pdf"
#: Signs of a whole PDF at its end (ISO 32000-1, 7.5.5), in as many bytes as readers look for them.
TAIL = 2_048


class Unfit(Exception):
    """The file cannot be attached. The message says why."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A file to store: a clean name with the ending of its type, its type, and its bytes."""

    name: str
    content_type: str
    content: bytes


def fit_file(name: str, content: bytes) -> Fit:
    """The file as it can be stored. Raises Unfit for anything but a whole PDF or picture of at most MOST_BYTES."""
    if len(content) > MOST_BYTES:
        raise Unfit(_("The file is larger than 10 MB. Choose a smaller one."))
    if not content:
        raise Unfit(_("The file is empty. Choose another one."))
    if content.startswith(b"%PDF-"):
        if not is_whole_pdf(content):
            raise Unfit(_("The file begins like a PDF but is damaged or incomplete. Save it as PDF again."))
        return Fit(clean_name(name, "pdf"), PDF_TYPE, content)
    content_type, ending, picture = encoded_anew(content)
    if len(picture) > MOST_BYTES:
        raise Unfit(_("The picture is too large. Make it smaller, or save it as JPEG."))
    return Fit(clean_name(name, ending), content_type, picture)


def is_whole_pdf(content: bytes) -> bool:
    """Whether it has a version, objects, and an end that points to them. A file that is something else too has none of
    its parts before or long after these. The numbers are bounded: with an open end, a file of nothing but digits would
    keep the search busy for hours."""
    end = content[-TAIL:]
    return bool(
        re.match(rb"%PDF-[12]\.\d", content)
        and re.search(rb"\d\s{1,8}\d{1,5}\s{1,8}obj\b", content)
        and re.search(rb"startxref\s{1,8}\d{1,20}\s{1,8}%%EOF\s*$", end)
    )


def encoded_anew(content: bytes) -> tuple[str, str, bytes]:
    """(content type, ending, bytes) of a picture without anything but its pixels: the first one of several."""
    try:
        with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
            kind = str(picture.format)
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise Unfit(_("The picture has more than 30 million pixels. Make it smaller."))
            picture.load()
            plain = ImageOps.exif_transpose(picture)
            plain.info.clear()
            if kind == "JPEG" and plain.mode not in ("L", "RGB"):
                plain = plain.convert("RGB")
            out = io.BytesIO()
            plain.save(out, kind, **({"quality": 90} if kind != "PNG" else {}))
    except Unfit:
        raise
    except Image.DecompressionBombError:
        raise Unfit(_("The picture has more than 30 million pixels. Make it smaller.")) from None
    except Exception:
        raise Unfit(_("This is neither a PDF nor a picture (PNG, JPEG, WebP). Choose another file.")) from None
    content_type, ending = PICTURES[kind]
    return content_type, ending, out.getvalue()


def clean_name(name: str, ending: str) -> str:
    """The name that the sender gave it, safe in an address and a file system, with the ending of its type."""
    last = re.split(r"[/\\]", clean_line(name[:1_000]))[-1]
    stem = re.sub(r'[<>:"|?*#%\x00-\x1f]', "", last.rpartition(".")[0] or last).strip(" .")[:LONGEST_NAME]
    return f"{stem or 'file'}.{ending}"
