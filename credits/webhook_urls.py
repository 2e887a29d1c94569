from django.urls import path

from credits import webhooks

urlpatterns = [path("stripe", webhooks.stripe, name="webhook-stripe")]
