"""The reference page, made from the OpenAPI description: each operation with an example and its live answer."""

from django.http import HttpResponse


def docs(request):
    return HttpResponse(status=501)
