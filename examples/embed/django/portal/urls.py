"""The admin, the console's page in it, and the way to the cluster."""

from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("admin/storage/", admin.site.admin_view(views.storage), name="storage"),
    path("admin/storage/audit/", admin.site.admin_view(views.audit)),
    path("api/storage/nomad/<path:rest>", admin.site.admin_view(views.nomad)),
    path("admin/", admin.site.urls),
]
