from django.http import HttpResponse


def goal_list(request, **_):
    return HttpResponse(status=501)


def goal(request, **_):
    return HttpResponse(status=501)


def target(request, **_):
    return HttpResponse(status=501)
