"""One's own apprenticeships."""

from django.urls import path

from apprenticeship.mine import views

app_name = "apprenticeships-of-mine"
urlpatterns = [
    path("", views.index, name="list"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/deny/", views.deny, name="deny"),
]
