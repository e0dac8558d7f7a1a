from django.urls import path

from training.files import views

app_name = "files"
urlpatterns = [
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/far/", views.far, name="far"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/give-up/", views.give_up, name="give-up"),
    path("<int:pk>/marked/", views.marked, name="marked"),
]
