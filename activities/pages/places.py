from django.http import HttpResponse


def country_list(request, **_):
    return HttpResponse(status=501)


def country(request, **_):
    return HttpResponse(status=501)


def region(request, **_):
    return HttpResponse(status=501)
