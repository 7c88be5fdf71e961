"""What the page of the console needs of the portal."""

import json
import urllib.error
import urllib.request

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

# What goes on to the cluster, and what comes back from it.
ONWARD = ["Accept", "Content-Type"]
BACK = ["Content-Type", "X-Nomad-Index", "X-Nomad-NextToken", "X-Nomad-LastContact", "X-Nomad-KnownLeader"]


def storage(request):
    """The page."""
    return render(request, "admin/storage.html", {**admin.site.each_context(request), "title": "Storage"})


@require_POST
def audit(request):
    """An event of the console becomes a line of the admin's own log."""
    event = json.loads(request.body)
    LogEntry.objects.create(
        user=request.user,
        object_id=event.get("id", ""),
        object_repr=event["what"][:200],
        action_flag=CHANGE,
        change_message=f'{event["event"]}: {event.get("call", "")}',
    )
    return HttpResponse(status=204)


def nomad(request, rest):
    """Passes a call on, once; the browser never has the cluster's token. Writes are checked for CSRF like any other of the portal's."""
    url = f"{settings.NOMAD}/{request.get_full_path().partition('/api/storage/nomad/')[2]}"
    headers = {name: request.headers[name] for name in ONWARD if name in request.headers}
    if settings.NOMAD_TOKEN:
        headers["X-Nomad-Token"] = settings.NOMAD_TOKEN
    call = urllib.request.Request(url, data=request.body or None, method=request.method, headers=headers)
    try:
        answer = urllib.request.urlopen(call, timeout=340)
    except urllib.error.HTTPError as error:
        answer = error
    except OSError:
        return HttpResponse("The cluster did not answer.", status=502)
    told = HttpResponse(answer.read(), status=answer.status, content_type=answer.headers.get("Content-Type"))
    for name in BACK[1:]:
        if name in answer.headers:
            told[name] = answer.headers[name]
    return told
