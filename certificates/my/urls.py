from django.urls import path

from certificates.my import views

app_name = "my"
urlpatterns = [
    path("", views.home, name="home"),
    path("report/<slug:about>/", views.report, name="report"),
    path("report/<slug:about>/<int:row>/", views.report, name="report"),
    path("requests/<int:pk>/", views.one_request, name="request"),
    path("requests/<int:pk>/take-back/", views.take_back, name="take-back"),
    path("requests/<int:pk>/proof/", views.evidence, name="proof"),
]
