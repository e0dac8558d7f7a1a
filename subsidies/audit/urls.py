from django.urls import path

from subsidies.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="index"),
    path("payment/", views.payment, name="payment"),
    path("case/", views.case, name="case"),
    path("export/", views.take_away, name="export"),
]
