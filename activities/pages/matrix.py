from django.http import HttpResponse


def matrix(request, **_):
    return HttpResponse(status=501)


def download(request, **_):
    return HttpResponse(status=501)


def cell(request, **_):
    return HttpResponse(status=501)
