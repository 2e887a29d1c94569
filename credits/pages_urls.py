from django.urls import path

from credits import views

urlpatterns = [
    path("credits/", views.overview, name="credits"),
    path("credits/buy/<slug:pack_code>/", views.buy, name="credits-buy"),
    path("credits/choose/<slug:plan_code>/", views.choose, name="credits-choose"),
    path("credits/end-plan/", views.end_plan, name="credits-end-plan"),
    path("credits/portal/", views.portal, name="credits-portal"),
    path("plans/", views.pricing, name="plans"),
]
