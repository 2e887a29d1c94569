from django.urls import path

from credits import api, plans_api

urlpatterns = [
    path("credits/balance", api.BalanceView.as_view(), name="api-balance"),
    path("credits/transactions", api.TransactionsView.as_view(), name="api-transactions"),
    path("credits/packs", plans_api.PacksView.as_view(), name="api-packs"),
    path("credits/topup", plans_api.TopUpView.as_view(), name="api-topup"),
    path("plans", plans_api.PlansView.as_view(), name="api-plans"),
    path("subscription", plans_api.SubscriptionView.as_view(), name="api-subscription"),
    path("user/quota", plans_api.QuotaView.as_view(), name="api-quota"),
]
