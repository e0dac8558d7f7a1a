from django.urls import path

from apprenticeship import views

app_name = "apprenticeship"
urlpatterns = [path("", views.calculator, name="calculator")]
