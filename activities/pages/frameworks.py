from django.http import HttpResponse


def framework_list(request, **_):
    return HttpResponse(status=501)


def framework(request, **_):
    return HttpResponse(status=501)


def term(request, **_):
    return HttpResponse(status=501)
