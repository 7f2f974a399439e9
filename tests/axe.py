"""What axe finds on a page against WCAG 2.2 AA, the rule set of most laws on accessibility."""

import functools

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Rules whose answer depends on the language of a page; the others were asked of the same page in English.
OF_LANGUAGE = ["html-has-lang", "html-lang-valid", "valid-lang", "target-size"]
loaded = functools.cache(Axe)


def found_by_axe(page, *, only=RULES) -> list[str]:
    """The faults that axe finds: rule, place, reason. `only`: names of rules, or tags that many rules have."""
    result = loaded().run(page, options={"resultTypes": ["violations"], "runOnly": only}).response
    return [
        f"{fault['id']} at {node['target']}: {node['failureSummary']}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]
