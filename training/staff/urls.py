from django.urls import path

from training.staff import views

app_name = "staff"
urlpatterns = [
    path("<int:school>/", views.index, name="index"),
    path("<int:school>/teachers/", views.add_teacher, name="add-teacher"),
    path("<int:school>/rooms/", views.add_room, name="add-room"),
    path("<int:school>/teacher/<int:pk>/retire/", views.retire, {"what": "teacher"}, name="retire-teacher"),
    path("<int:school>/room/<int:pk>/retire/", views.retire, {"what": "room"}, name="retire-room"),
]
