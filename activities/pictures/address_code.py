"""A QR code with the address of a page, for readers of its printed sheet."""

import qrcode
from django.utils.safestring import SafeString

from activities.pictures.svg import element, serialise, title

#: Empty modules around the code, as ISO/IEC 18004 requires.
QUIET_ZONE = 4


def address_code(address: str, name: str) -> SafeString:
    """The QR code of `address` as SVG. `name` is what screen readers say. A dark module is one unit square."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(address)
    code.make(fit=True)
    modules = code.get_matrix()
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(modules) for x, dark in enumerate(row) if dark)
    side = len(modules)
    return serialise(
        element(
            "svg",
            title(name),
            element("rect", width=side, height=side, class_="address-code__ground"),
            element("path", d=squares, class_="address-code__modules", shape_rendering="crispEdges"),
            viewBox=f"0 0 {side} {side}",
            role="img",
            aria_label=name,
            class_="address-code",
        )
    )
