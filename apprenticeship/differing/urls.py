"""The city's desk of differences."""

from django.urls import path

from apprenticeship.differing import views

app_name = "differences"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("<int:pk>/", views.at_desk, name="one"),
]
