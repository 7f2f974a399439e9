from django.http import HttpResponse


def activity_list(request, **_):
    return HttpResponse(status=501)


def download(request, **_):
    return HttpResponse(status=501)


def activity(request, **_):
    return HttpResponse(status=501)
