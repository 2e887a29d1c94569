from django.urls import path

from credits import api

urlpatterns = [
    path("credits/balance", api.BalanceView.as_view(), name="api-balance"),
    path("credits/transactions", api.TransactionsView.as_view(), name="api-transactions"),
]
