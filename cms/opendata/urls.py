from django.urls import path

from cms.opendata import views

app_name = "data"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:name>.<slug:form>", views.today, name="today"),
    path("catalogue/<str:slug>/<slug:name>.<slug:form>", views.of_edition, name="edition"),
]
