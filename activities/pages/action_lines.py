from django.http import HttpResponse


def action_line_list(request, **_):
    return HttpResponse(status=501)


def action_line(request, **_):
    return HttpResponse(status=501)
