"""What a test reads at the grid."""


def wait_for_focus(page, key: str) -> None:
    """Until the focus is in the cell of this key, or on what reads so."""
    page.wait_for_function(
        """key => {
          const on = document.activeElement;
          return (on.closest('td')?.id.slice(1) ?? on.textContent.trim()) === key;
        }""",
        arg=key,
    )


def state(page):
    return page.locator("#mx-state")


def said(link) -> tuple:
    return (link.withdrawn, link.strength, link.rationale, link.certainty)
