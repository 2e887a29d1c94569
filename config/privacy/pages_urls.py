from django.urls import path

from config.privacy import views

urlpatterns = [
    path("account/data/", views.data, name="account-data"),
    path("account/data/export/", views.export, name="account-export"),
    path("account/data/code/", views.send_code, name="account-proof-code"),
    path("account/data/deactivate/", views.deactivate, name="account-deactivate"),
    path("account/data/delete/", views.ask_deletion, name="account-delete"),
    path("account/data/keep/", views.call_off_deletion, name="account-keep"),
]
