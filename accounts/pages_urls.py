from django.urls import path

from accounts.views import entering

urlpatterns = [
    path("sign-up/", entering.sign_up, name="sign-up"),
    path("sign-in/", entering.sign_in, name="sign-in"),
    path("sign-out/", entering.sign_out, name="sign-out"),
    path("try-demo/", entering.try_demo, name="try-demo"),
]
