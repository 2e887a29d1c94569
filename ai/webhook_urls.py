from django.urls import path

from ai import webhooks

urlpatterns = [
    path("replicate/<uuid:job_id>", webhooks.replicate, name="webhook-replicate"),
    path("openai", webhooks.openai, name="webhook-openai"),
]
