from django.http import HttpResponse


def home(request, **_):
    return HttpResponse(status=501)


def about(request, **_):
    return HttpResponse(status=501)
