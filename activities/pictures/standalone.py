"""A picture as a file for download: the same drawing with its own colours, for programs without the site's styles."""

from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from activities.pictures.measure import text_width
from activities.pictures.svg import clean, element, number

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
MARGIN, HEADING, LINE = 24, 34, 20
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"

# The official colours of the Goals and the page's light colours (static/css/tokens.css). They are repeated here
# because most programs that open SVG files do not support custom properties.
GOALS = {
    "goal-1": "#e5243b",
    "goal-2": "#dda63a",
    "goal-3": "#4c9f38",
    "goal-4": "#c5192d",
    "goal-5": "#ff3a21",
    "goal-6": "#26bde2",
    "goal-7": "#fcc30b",
    "goal-8": "#a21942",
    "goal-9": "#fd6925",
    "goal-10": "#dd1367",
    "goal-11": "#fd9d24",
    "goal-12": "#bf8b2e",
    "goal-13": "#3f7e44",
    "goal-14": "#0a97d9",
    "goal-15": "#56c02b",
    "goal-16": "#00689d",
    "goal-17": "#19486a",
}
WHITE_ON = {1, 4, 8, 10, 13, 16, 17}
HUES = {
    "accent": "#0b62a4",
    "line": "#4b4a78",
    "muted": "#495763",
    "series-1": "#0b62a4",
    "series-2": "#b04a0b",
    "series-3": "#2c7a4b",
    "series-4": "#7b3f98",
    "series-5": "#a3244f",
    "series-6": "#55606c",
} | GOALS
#: The border of a gap in the matrix, and what is written in it.
GAP_LINE, GAP_DIGITS = "#d0811c", "#8a4b00"
SHADES = ("#f3f6f9", "#dcebf8", "#bcd9f1", "#8fc0e6", "#3579b5", "#1d5c97", "#0d3b69")
DARK_DIGITS_UP_TO = 3

RULES = {
    "text": f"font-family:{FONT};font-size:13px;fill:#12202c;font-variant-numeric:tabular-nums",
    ".heading": "font-size:18px;font-weight:700",
    ".sentence": "font-size:14px;fill:#12202c",
    ".code,.value,.head": "font-weight:600",
    ".small,.count": "font-size:12px;fill:#495763",
    ".bar,.band,.node,.corridor,.swatch": "fill:currentColor",
    ".band": "fill-opacity:.38",
    ".band.hue-line": "fill-opacity:.2",
    ".corridor": "fill-opacity:.1",
    ".part-2": "fill-opacity:.6",
    ".part-1": "fill-opacity:.3",
    ".notch": "stroke:#12202c;stroke-width:2",
    ".catch": "fill:none",
    ".gap": f"fill:none;stroke:{GAP_LINE};stroke-width:2",
    ".gap-ground": "fill:#fff",
    ".gap-digits": f"fill:{GAP_DIGITS};font-weight:600",
    ".grid": "stroke:#d4dce4;stroke-width:.6",
    ".axis": "stroke:#6b7986;stroke-width:.8",
    ".trace": "fill:none;stroke:currentColor;stroke-width:1.3;stroke-linejoin:round",
    ".point": "fill:currentColor;stroke:currentColor;stroke-width:1",
    ".edition-1 .trace": "stroke-dasharray:4 2.5",
    ".edition-2 .trace": "stroke-dasharray:1.2 2.2",
    ".edition-1 .point,.edition-2 .point": "fill:#fff",
    ".connector": "stroke:currentColor;stroke-width:.5;stroke-opacity:.5",
    ".connector--far": f"stroke:{HUES['muted']};stroke-dasharray:.7 1.6;stroke-opacity:1",
    ".picture-svg--lines text": "font-size:8px",
    ".edition": "font-weight:400",
    ".picture-svg--lines .line-label": "fill:currentColor;font-weight:600",
    ".line-label": "stroke:#fff;stroke-width:2;paint-order:stroke",
}


def style_sheet():
    """The rules of a downloaded picture, in light colours."""
    rules = dict(RULES)
    rules |= {f".hue-{name}": f"color:{colour}" for name, colour in HUES.items()}
    rules |= {f".on-goal-{index}": f"fill:{'#fff' if index in WHITE_ON else '#0b1620'}" for index in range(1, 18)}
    for step, colour in enumerate(SHADES):
        rules[f".shade-{step}"] = f"fill:{colour}"
        rules[f".digits-{step}"] = f"fill:{'#0b1620' if step <= DARK_DIGITS_UP_TO else '#fff'}"
    return "".join(f"{selector}{{{declarations}}}" for selector, declarations in rules.items())


def standalone_svg(picture, *, base_url="", source=""):
    """`picture` as the text of an SVG file with XML header: heading, sentence, drawing, notes, source line.

    Links become absolute addresses that begin with `base_url` (https://…); without it they are removed. An empty
    picture has only its heading and sentence.
    """
    width = max(float(picture.width), 640.0)
    lines = _broken(picture.sentence, width, 14)
    notes = (picture.nothing_words, picture.note, source)
    small = [line for text in notes if text for line in _broken(text, width, 12)]
    drawing_top = MARGIN + HEADING + LINE * len(lines)
    height = drawing_top + _drawn_height(picture, width) + LINE * len(small) + MARGIN + 8
    rtl, drawing = False, None
    if picture.svg:
        drawing = ET.fromstring(str(picture.svg))  # noqa: S314 - our own markup, no document type
        rtl = drawing.get("direction") == "rtl"
        _name_links(drawing, base_url)
        for old in ("role", "aria-labelledby"):
            drawing.attrib.pop(old, None)
        drawing.attrib |= {"x": str(MARGIN), "y": number(float(drawing_top)), "width": number(width)}
        drawing.attrib["height"] = number(_drawn_height(picture, width))
        drawing.attrib.setdefault("viewBox", f"0 0 {number(picture.width)} {number(picture.height)}")
        for child in list(drawing):
            if child.tag in {"title", "desc"}:
                drawing.remove(child)
    edge = MARGIN + width if rtl else MARGIN
    words = [element("text", picture.title, x=edge, y=MARGIN + 14, class_="heading")]
    words += [
        element("text", line, x=edge, y=MARGIN + HEADING + 4 + LINE * index, class_="sentence")
        for index, line in enumerate(lines)
    ]
    words += [
        element("text", line, x=edge, y=height - MARGIN - LINE * (len(small) - 1 - index), class_="small")
        for index, line in enumerate(small)
    ]
    root = element(
        "svg",
        element("title", picture.title),
        element("desc", picture.sentence),
        element("rect", width="100%", height="100%", fill="#fff"),
        *words,
        drawing,
        xmlns=SVG_NAMESPACE,
        role="img",
        direction="rtl" if rtl else "ltr",
        width=width + 2 * MARGIN,
        height=height,
        viewBox=f"0 0 {number(width + 2 * MARGIN)} {number(height)}",
    )
    style = ET.Element("style")
    style.text = style_sheet()
    root.insert(2, style)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _drawn_height(picture, width):
    """The height of the drawing at full width: small drawings are enlarged to the file's width."""
    return picture.height * width / picture.width if picture.width else 0.0


def _name_links(drawing, base_url):
    for mark in drawing.iter("a"):
        mark.attrib.pop("aria-label", None)
        if base_url:
            mark.set("href", urljoin(base_url, mark.get("href")))
        else:
            mark.tag = "g"
            mark.attrib.pop("href", None)


def _broken(text, width, size):
    """`text` in lines that fit `width`."""
    lines = []
    for word in clean(text).split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines
