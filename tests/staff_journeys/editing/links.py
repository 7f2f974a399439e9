"""Links of an activity, in the database and on its page."""

from activities.models import Mapping, Term


def mapping(code) -> Mapping:
    return Mapping.objects.get(term__code=code)


def row(page, code):
    return page.locator(f"#link-{Term.objects.get(code=code).pk}")
