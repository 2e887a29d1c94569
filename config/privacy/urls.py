from django.urls import path

from config.privacy import api

urlpatterns = [
    path("user/export", api.ExportView.as_view(), name="api-data-export"),
    path("user/export/<uuid:job_id>", api.ExportFileView.as_view(), name="api-data-export-file"),
]
