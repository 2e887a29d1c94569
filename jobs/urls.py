from django.urls import path

from jobs import api

urlpatterns = [
    path("jobs", api.JobListView.as_view(), name="api-jobs"),
    path("jobs/<uuid:job_id>", api.JobDetailView.as_view(), name="api-job"),
    path("jobs/<uuid:job_id>/cancel", api.JobCancelView.as_view(), name="api-job-cancel"),
    path("jobs/<uuid:job_id>/retry", api.JobRetryView.as_view(), name="api-job-retry"),
    path("video/jobs", api.JobListView.as_view(category="video"), name="api-video-jobs"),
    path("video/jobs/<uuid:job_id>", api.JobDetailView.as_view(category="video"), name="api-video-job"),
    path("ai/jobs", api.JobListView.as_view(category="ai"), name="api-ai-jobs"),
    path("ai/jobs/<uuid:job_id>", api.JobDetailView.as_view(category="ai"), name="api-ai-job"),
]
