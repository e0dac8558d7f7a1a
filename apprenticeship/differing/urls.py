"""The city's desk of differences."""

from django.urls import path

from apprenticeship.differing import views
from apprenticeship.overlapping import views as overlapping

app_name = "differences"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("<int:pk>/", views.at_desk, name="one"),
    path("overlaps/<int:pk>/", overlapping.at_desk, name="overlap"),
]
