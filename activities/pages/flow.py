from django.http import HttpResponse


def flow(request, **_):
    return HttpResponse(status=501)


def download(request, **_):
    return HttpResponse(status=501)
