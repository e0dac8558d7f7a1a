from django.urls import path

from training.looks import views

app_name = "looks"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/photo/<int:nth>/", views.photo, name="photo"),
    path("lessons/<int:session>/", views.call, name="call"),
]
