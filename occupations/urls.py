from django.urls import path

from occupations import views

app_name = "occupations"

urlpatterns = [path("suggest/", views.suggest, name="suggest")]
