from django.urls import path

from training.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:school>/", views.school, name="school"),
]
