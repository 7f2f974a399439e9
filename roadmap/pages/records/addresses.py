"""The addresses of a register's pages."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from activities.pages.access import staff_page
from roadmap.pages.records.editing import edit, enter
from roadmap.pages.records.register import Register
from roadmap.pages.records.standing import restore, withdraw


def paths(register: Register, folder: str, new: str = "") -> list[URLPattern]:
    """Addresses to put before the page of a row: <folder>/new/, <folder>/<slug>/edit/, …/withdraw/ and …/restore/.

    `new` is the folder in which rows are entered, if it is another.
    """
    one = f"{folder}/<{register.converter or ('int' if register.by == 'pk' else 'slug')}:key>"
    return [
        path(f"{new or folder}/new/", view(register, enter), name=f"{register.name}-new"),
        path(f"{one}/edit/", view(register, edit), name=f"{register.name}-edit"),
        path(f"{one}/withdraw/", view(register, withdraw), name=f"{register.name}-withdraw"),
        path(f"{one}/restore/", view(register, restore), name=f"{register.name}-restore"),
    ]


def view(register: Register, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "HEAD", "POST"])
    @staff_page(rule=register.rule)
    def register_page(request: HttpRequest, **of_address: Any) -> HttpResponse:
        return page(request, register, of_address)

    return register_page
