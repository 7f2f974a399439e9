from django.http import HttpResponse


def organisation_list(request, **_):
    return HttpResponse(status=501)


def organisation(request, **_):
    return HttpResponse(status=501)
