from django.urls import path

from training.filing import views

app_name = "classes"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<int:school>/", views.new, name="new"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/lessons/", views.lessons, name="lessons"),
    path("<int:pk>/lessons/remove/", views.remove_lessons, name="remove-lessons"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/take-back/", views.take_back, name="take-back"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
